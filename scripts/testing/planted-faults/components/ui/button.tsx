import { badge } from '../common/badge'

export const button = badge
