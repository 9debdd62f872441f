/** A quick estimate of what text costs in the model's window, for figures that carry an "about". */

/**
 * Tokens of `text`, estimated: about 4.2 characters a token in English Markdown, 1.6 where letters take three bytes
 * (Chinese, Japanese, Korean), between the two for other scripts. Measured against o200k on 195 public skills: see
 * public-skills.test.ts.
 */
export function estimateTokens(text: string): number {
  return estimateTokensOf([...text].length, new TextEncoder().encode(text).length)
}

/** The same from sizes alone, which a database knows without reading the text. */
export function estimateTokensOf(characters: number, bytes: number): number {
  const dense = (bytes - characters) / 2
  return Math.max(0, Math.ceil((characters - dense) / 4.2 + dense / 1.6))
}
