import type { Ping } from './ping'

export type Pong = { question: Ping | null }
