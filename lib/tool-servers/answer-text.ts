/** What a tool answered, as text. */

/** Texts as they are; of everything else a line says that it is there. Nothing is fetched. */
export function answerText(result: object): string {
  const { content, structuredContent, toolResult } = result as Record<string, unknown>
  const parts = (Array.isArray(content) ? content : []).map(partText).filter(text => text !== '')
  if (parts.length > 0) return parts.join('\n')
  const other = structuredContent ?? toolResult ?? null
  return other === null ? '' : JSON.stringify(other, null, 1)
}

function partText(part: unknown): string {
  const { type, text, mimeType, uri, resource } = part as Record<string, unknown>
  if (type === 'text') return String(text ?? '')
  if (type === 'resource') {
    const inner = (resource ?? {}) as Record<string, unknown>
    return typeof inner.text === 'string'
      ? inner.text
      : `[a resource that is no text: ${String(inner.uri ?? '')}]`
  }
  if (type === 'resource_link') return `[a resource: ${String(uri ?? '')}]`
  return `[${String(type ?? 'something')} ${String(mimeType ?? '')} that is not shown]`
}
