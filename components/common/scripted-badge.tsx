import { Badge } from '../ui/badge'

/** Marks what a script played: its tools are real, its model is not, and no total counts it. */
export function ScriptedBadge() {
  return <Badge tone="scripted">SCRIPTED</Badge>
}
