import { generateText } from 'ai'

export const title = generateText
