/** How tools of tool servers are called: `mcp__server__tool`. Pure. */

export const serverToolPrefix = 'mcp__'

export function isServerTool(name: string): boolean {
  return name.startsWith(serverToolPrefix)
}

/** The pattern that policy knows all tools of a server by. */
export function toolsOfServer(server: string): string {
  return `${serverToolPrefix}${server}__*`
}

/** The server and the tool in such a name; null for another one. */
export function serverToolOf(name: string): { server: string; tool: string } | null {
  const [, server, tool] = /^mcp__(.+?)__(.+)$/.exec(name) ?? []
  return server !== undefined && tool !== undefined ? { server, tool } : null
}
