/** The patterns of the static scan: what a hostile skill tends to contain, one row a rule. */
import type { Severity } from './schema'

export interface ScanRule {
  /** Always begins with `scan-`. */
  code: string
  message: string
  pattern: RegExp
  severity: Severity
  /** Only in files that run (`code`), only in text for the model (`prose`), or in both. */
  where: 'code' | 'prose' | 'any'
}

const shell = '(?:sudo\\s+)?(?:env\\s+)?(?:/bin/|/usr/bin/)?(?:ba|z|da|k|fi)?sh\\b'

/** Patterns look at one line and have bounded repeats, so that no file can make them slow. */
export const scanRules: readonly ScanRule[] = [
  {
    code: 'scan-download-and-run',
    message: 'Downloads something and runs it at once.',
    pattern: new RegExp(
      `\\b(?:curl|wget|fetch)\\b[^|\\n]{0,400}\\|\\s*(?:${shell}|(?:sudo\\s+)?(?:python3?|node|perl|ruby)\\b)` +
        `|\\b(?:ba|z)?sh\\s+(?:-c\\s+)?["']?(?:<\\(|\\$\\(|\`)\\s*(?:curl|wget)\\b|\\beval\\s+["']?(?:\\$\\(|\`)\\s*(?:curl|wget)\\b` +
        `|\\b(?:iwr|irm|invoke-webrequest|invoke-restmethod)\\b[^|\\n]{0,300}\\|\\s*(?:iex|invoke-expression)\\b`,
      'i',
    ),
    severity: 'warning',
    where: 'any',
  },
  {
    code: 'scan-encoded-payload',
    message: 'Decodes hidden text and runs it.',
    pattern: new RegExp(
      `\\bbase64\\s+(?:-d|-D|--decode)\\b[^|\\n]{0,200}\\|\\s*${shell}|\\bexec\\s*\\(\\s*(?:base64|codecs|zlib)\\b` +
        `|\\beval\\s*\\(\\s*(?:atob|Buffer\\.from|unescape)\\s*\\(|\\bxxd\\s+-r\\b[^|\\n]{0,200}\\|\\s*${shell}`,
      'i',
    ),
    severity: 'warning',
    where: 'any',
  },
  {
    code: 'scan-powershell-encoded',
    message: 'Runs an encoded PowerShell command.',
    pattern:
      /\b(?:powershell|pwsh)(?:\.exe)?\b[^\n]{0,200}\s-(?:e|ec|enc|encodedcommand)\s+[a-z0-9+/=]{16,}/i,
    severity: 'warning',
    where: 'any',
  },
  {
    code: 'scan-secret-read',
    message: 'Reads a place where secrets are kept.',
    pattern:
      /\b(?:cat|less|head|tail|more|cp|scp|tar|zip|read|open|load|include|send|attach|paste|print|grep|source)\b[^\n]{0,60}?(?:(?:^|[\s"'`(/~])\.env(?:\.[a-z]+)?\b(?!\.example)|\.ssh\/|\bid_(?:rsa|ed25519)\b|\.aws\/(?:credentials|config)|\.netrc\b|\.npmrc\b|\.pypirc\b|\.kube\/config|\.docker\/config|\.git-credentials|\/etc\/shadow)/i,
    severity: 'warning',
    where: 'any',
  },
  {
    code: 'scan-keychain',
    message: 'Asks a keychain or a credential helper for secrets.',
    pattern:
      /\bsecurity\s+(?:find-generic-password|find-internet-password|dump-keychain)\b|\bgh\s+auth\s+token\b|\bgcloud\s+auth\s+print-(?:access|identity)-token\b|\bgit\s+credential\s+fill\b|\blogin\.keychain\b|\bsecret-tool\s+lookup\b/i,
    severity: 'warning',
    where: 'any',
  },
  {
    code: 'scan-environment-sent',
    message: 'Sends environment variables, tokens or files to another host.',
    pattern:
      /\b(?:printenv|env|export\s+-p)\b\s*\|[^\n]{0,200}\b(?:curl|wget|nc)\b|\b(?:curl|wget)\b[^\n]{0,300}(?:-d|--data(?:-binary|-raw|-urlencode)?|-F|--form|--post-file|--post-data|-T|--upload-file)[=\s]*["']?[^\n]{0,120}(?:\$\(\s*(?:cat|env|printenv|base64)|@(?:~|\/etc|\.env|\.ssh|\$HOME)|process\.env|os\.environ)|\b(?:send|post|upload|forward|transmit|exfiltrate)\b[^.\n]{0,60}\b(?:credentials?|passwords?|secrets?|api[ _-]?keys?|environment variables?|private keys?|\.env)\b[^.\n]{0,80}\b(?:to|at)\b[^.\n]{0,20}(?:https?:|\w+@)/i,
    severity: 'warning',
    where: 'any',
  },
  {
    code: 'scan-drop-host',
    message: 'Names a host that is often used to take data out.',
    pattern:
      /\b(?:webhook\.site|requestbin\.\w+|[\w-]+\.m\.pipedream\.net|[\w-]+\.ngrok(?:-free)?\.(?:io|app|dev)|pastebin\.com\/(?:raw|api)|transfer\.sh|file\.io|0x0\.st|[\w-]+\.trycloudflare\.com|[\w-]+\.(?:oast\.\w+|interact\.sh|burpcollaborator\.net)|[\w-]+\.loca\.lt|[\w-]+\.serveo\.net|discord(?:app)?\.com\/api\/webhooks\/\d|api\.telegram\.org\/bot)/i,
    severity: 'warning',
    where: 'any',
  },
  {
    code: 'scan-raw-address',
    message: 'Names a host by its bare address.',
    pattern:
      /\bhttps?:\/\/(?!127\.|0\.0\.0\.0|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.)(?:\d{1,3}\.){3}\d{1,3}\b|\bhttps?:\/\/(?:0x[0-9a-f]{8}|\d{8,10})\b/i,
    severity: 'warning',
    where: 'any',
  },
  {
    code: 'scan-reverse-shell',
    message: 'Opens a shell to another host.',
    pattern:
      /\/dev\/(?:tcp|udp)\/[\w.$-]+\/|\b(?:nc|ncat)\b[^\n]{0,80}\s-(?:[a-z]*e|c)\s+\S*sh\b|\bmkfifo\b[^\n]{0,120}\bnc\b/i,
    severity: 'warning',
    where: 'any',
  },
  {
    code: 'scan-dynamic-code',
    message: 'Builds code from text and runs it, or starts other programs.',
    pattern:
      /\beval\s*\(|\bnew\s+Function\s*\(|(?:^|[^.\w])exec\s*\(|\bchild_process\b|\bos\.system\s*\(|\bsubprocess\.\w+\([^\n]{0,200}shell\s*=\s*True|\b__import__\s*\(/,
    severity: 'info',
    where: 'code',
  },
  {
    code: 'scan-run-first',
    message: 'Tells the reader to install or run something before anything else.',
    pattern:
      /\b(?:run|execute|paste|install)\b[^.\n]{0,40}\b(?:this|the following|it|command)\b[^.\n]{0,40}\b(?:first|before (?:you|doing|using|anything|continuing|proceeding))\b[^\n]{0,80}\b(?:terminal|shell|prerequisite|setup|curl|install)|\b(?:prerequisite|required)\b[^.\n]{0,60}\b(?:download|paste)\b[^.\n]{0,80}\b(?:terminal|extract|executable|\.exe|\.zip|\.dmg)\b/i,
    severity: 'warning',
    where: 'prose',
  },
  {
    code: 'scan-locked-archive',
    message: 'Works with a password-protected archive, which scanners cannot look into.',
    pattern:
      /\bunzip\b[^\n]{0,60}\s-P\s*\S|\b7z[az]?\s+[xe]\b[^\n]{0,80}\s-p\S|\b(?:extract|unzip|open|archive|zip)\b[^.\n]{0,60}\b(?:using|with)?\s*(?:the\s+)?pass(?:word|phrase)\s*[:`"']/i,
    severity: 'warning',
    where: 'any',
  },
  {
    code: 'scan-instruction-override',
    message: 'Tries to set aside the instructions of others.',
    pattern:
      /\b(?:ignore|disregard|forget|override|bypass)\b\s+(?:\w+\s+){0,3}?(?:previous|prior|above|earlier|preceding|system|safety|security|developer|user'?s?)\s+(?:\w+\s+)?(?:instructions?|prompts?|rules?|guidelines?|messages?|polic(?:y|ies)|checks?|restrictions?|constraints?)|\byou are (?:now|no longer) (?:in )?(?:developer mode|unrestricted|jailbroken|bound by|DAN\b)/i,
    severity: 'warning',
    where: 'prose',
  },
  {
    code: 'scan-concealment',
    message: 'Asks to keep something from the person.',
    pattern:
      /\b(?:do not|don't|never)\b\s+(?:\w+\s+){0,2}?(?:tell|inform|notify|alert|mention|reveal|show|disclose)\s+(?:\w+\s+){0,4}?(?:user|human|operator|owner)\b|\bwithout\s+(?:telling|informing|notifying|alerting|asking)\s+(?:the\s+|any\s+|your\s+)?(?:user|human|operator|owner)\b|\b(?:silently|secretly|covertly|quietly)\s+(?:send|upload|post|copy|run|execute|install|download|fetch|write|append|include|add)\b/i,
    severity: 'warning',
    where: 'prose',
  },
  {
    code: 'scan-memory-write',
    message: 'Writes to files that steer later sessions.',
    pattern:
      /\b(?:append|write|add|save|insert|edit|update|modify|echo|tee|put)\b[^\n]{0,80}?(?:>>?|\b(?:to|into|in))\s*["'`]?(?:[~\w./-]{0,40}\/)?(?:AGENTS|CLAUDE|GEMINI|MEMORY|SOUL|IDENTITY|HEARTBEAT)\.md\b|>>?\s*["'`]?(?:~|\$HOME)\/\.(?:bashrc|zshrc|profile|bash_profile|gitconfig)\b|\bcrontab\s+-|\bauthorized_keys\b/i,
    severity: 'warning',
    where: 'any',
  },
  {
    code: 'scan-wallet',
    message: 'Asks for keys of a crypto wallet.',
    pattern:
      /\b(?:seed phrase|recovery phrase|wallet\.dat|solana\/id\.json|keystore\/UTC--)|\b(?:read|send|export|copy|upload|print|provide|enter|paste)\b[^.\n]{0,60}\b(?:mnemonic|wallet'?s? private key|private key of (?:the|your) wallet)\b/i,
    severity: 'warning',
    where: 'any',
  },
  {
    code: 'scan-destructive',
    message: 'Deletes or overwrites far beyond a work folder.',
    pattern:
      /\brm\s+-[a-z]*r[a-z]*f?[a-z]*\s+(?:--no-preserve-root\s+)?["']?(?:\/|~\/?|\$HOME\/?)["']?(?:\s|\*|$)|\bmkfs\.\w+\s+\/dev\/|\bdd\b[^\n]{0,80}\bof=\/dev\/(?:sd|nvme|disk)/i,
    severity: 'warning',
    where: 'any',
  },
]
