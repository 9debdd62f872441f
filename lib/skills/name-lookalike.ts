/** Tells when a skill's name only looks like another's: an easy way to be chosen in its place. */

/** Letters of other scripts that look like a Latin one, after lowercasing (a short cut of Unicode TR 39). */
const confusable: Readonly<Record<string, string>> = {
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  у: 'y',
  х: 'x',
  і: 'i',
  ј: 'j',
  ѕ: 's',
  ԁ: 'd',
  ԛ: 'q',
  ԝ: 'w',
  һ: 'h',
  ɡ: 'g',
  α: 'a',
  ο: 'o',
  ν: 'v',
  ρ: 'p',
  ι: 'i',
  κ: 'k',
  τ: 't',
  υ: 'u',
  χ: 'x',
  ı: 'i',
  ł: 'l',
  '0': 'o',
  '1': 'l',
}

/** Two names with the same skeleton are hard to tell apart. */
export function nameSkeleton(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[-_.\s]/g, '')
  return [...plain].map(letter => confusable[letter] ?? letter).join('')
}

/** The name among `others` that `name` could be taken for, without being it. */
export function findLookalike(name: string, others: Iterable<string>): string | null {
  const skeleton = nameSkeleton(name)
  for (const other of others) if (other !== name && nameSkeleton(other) === skeleton) return other
  return null
}

/** Whether a name mixes Latin letters with Cyrillic or Greek ones. */
export function isMixedScript(name: string): boolean {
  return /\p{Script=Latin}/u.test(name) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(name)
}
