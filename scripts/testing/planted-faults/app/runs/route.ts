import { client } from '../../lib/db/client'

export const GET = () => client
