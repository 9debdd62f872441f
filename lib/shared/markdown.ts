/** Untrusted Markdown as a tree of known pieces. HTML in it is text; addresses are let through or not, here alone. Pure. */
import { lexer, type Token, type Tokens } from 'marked'

export type MarkdownNode =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'block-code'; text: string; language: string }
  | { kind: 'strong' | 'emphasis' | 'deleted' | 'paragraph' | 'quote'; children: MarkdownNode[] }
  | { kind: 'heading'; level: number; children: MarkdownNode[] }
  | {
      kind: 'list'
      ordered: boolean
      start: number
      items: { checked: boolean | null; children: MarkdownNode[] }[]
    }
  | { kind: 'table'; align: ('left' | 'right' | 'center' | null)[]; rows: MarkdownNode[][][] }
  | { kind: 'link'; address: string; children: MarkdownNode[] }
  | { kind: 'image'; address: string; text: string }
  | { kind: 'break' | 'rule' }

/** Parses GitHub-flavoured Markdown. Text that is still being written parses as far as it goes. */
export function parseMarkdown(text: string): MarkdownNode[] {
  return nodesOf(lexer(text, { gfm: true, breaks: false }))
}

function nodesOf(tokens: readonly Token[] | undefined): MarkdownNode[] {
  return (tokens ?? []).flatMap(nodeOf)
}

function nodeOf(token: Token): MarkdownNode[] {
  switch (token.type) {
    case 'space':
    case 'def':
      return []
    case 'hr':
      return [{ kind: 'rule' }]
    case 'br':
      return [{ kind: 'break' }]
    case 'heading':
      return [{ kind: 'heading', level: (token as Tokens.Heading).depth, children: nodesOf(token.tokens) }]
    case 'paragraph':
      return [{ kind: 'paragraph', children: nodesOf(token.tokens) }]
    case 'blockquote':
      return [{ kind: 'quote', children: nodesOf(token.tokens) }]
    case 'strong':
      return [{ kind: 'strong', children: nodesOf(token.tokens) }]
    case 'em':
      return [{ kind: 'emphasis', children: nodesOf(token.tokens) }]
    case 'del':
      return [{ kind: 'deleted', children: nodesOf(token.tokens) }]
    case 'codespan':
      return [{ kind: 'code', text: (token as Tokens.Codespan).text }]
    case 'code':
      return [
        {
          kind: 'block-code',
          text: (token as Tokens.Code).text,
          language: (token as Tokens.Code).lang ?? '',
        },
      ]
    case 'list':
      return [listOf(token as Tokens.List)]
    case 'table':
      return [tableOf(token as Tokens.Table)]
    case 'link':
      return linkOf(token as Tokens.Link)
    case 'image':
      return imageOf(token as Tokens.Image)
    case 'text':
      return 'tokens' in token && token.tokens ? nodesOf(token.tokens) : [textOf(token)]
    default:
      // HTML and whatever a later version may find: shown as it was written.
      return [{ kind: 'text', text: token.raw }]
  }
}

function textOf(token: Token): MarkdownNode {
  return { kind: 'text', text: (token as Tokens.Text).text }
}

function listOf(list: Tokens.List): MarkdownNode {
  return {
    kind: 'list',
    ordered: list.ordered,
    start: typeof list.start === 'number' ? list.start : 1,
    items: list.items.map(item => ({
      checked: item.task ? (item.checked ?? false) : null,
      children: nodesOf(item.tokens.filter(token => token.type !== 'checkbox')),
    })),
  }
}

function tableOf(table: Tokens.Table): MarkdownNode {
  const rows = [table.header, ...table.rows].map(row => row.map(cell => nodesOf(cell.tokens)))
  return { kind: 'table', align: table.align, rows }
}

function linkOf(link: Tokens.Link): MarkdownNode[] {
  const children = nodesOf(link.tokens)
  const address = safeLink(link.href)
  return address ? [{ kind: 'link', address, children }] : children
}

function imageOf(image: Tokens.Image): MarkdownNode[] {
  const address = safeImage(image.href)
  return address
    ? [{ kind: 'image', address, text: image.text }]
    : [{ kind: 'text', text: image.text ? `[image: ${image.text}]` : '[image]' }]
}

/** The whole address of a link that may be followed: http, https or mailto. Everything else is only text. */
export function safeLink(href: string): string | null {
  const url = URL.parse(href)
  return url && ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : null
}

/** Only files of runs of this very Reef are loaded; any other picture could carry data away in its address. */
export function safeImage(href: string): string | null {
  return /^\/api\/v1\/runs\/[\w-]+\/files\?[^\s\\]*$/.test(href) ? href : null
}
