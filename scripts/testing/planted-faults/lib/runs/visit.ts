import { createMCPClient } from '@ai-sdk/mcp'

export const visit = createMCPClient
