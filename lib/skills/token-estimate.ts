/** A quick estimate of what text costs in the model's window, for figures that carry an "about". */

/**
 * Tokens of `text`, estimated from its characters: about 4.2 a token in English Markdown, 1.6 where the script has
 * no spaces (Chinese, Japanese, Korean). Measured against o200k on 195 public skills: see public-skills.test.ts.
 */
export function estimateTokens(text: string): number {
  const dense = text.match(/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/g)?.length ?? 0
  return Math.ceil((text.length - dense) / 4.2 + dense / 1.6)
}
