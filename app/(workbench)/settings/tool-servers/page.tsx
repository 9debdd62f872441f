import type { Metadata } from 'next'
import { ToolServerSettings } from '../../../../components/settings/tool-server-settings'

export const metadata: Metadata = { title: 'Tool servers' }

export default function ToolServersPage() {
  return <ToolServerSettings />
}
