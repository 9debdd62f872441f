import type { Pong } from './pong'

export type Ping = { answer: Pong | null }
