import { notFound } from '@/lib/http/errors'
import { openRoute } from '@/lib/http/handler'

const missing = openRoute({
  summary: 'There is nothing at this address',
  openBecause: 'It says that there is nothing, in the form in which the API says everything.',
  run: async () => {
    throw notFound('API route')
  },
})

export { missing as DELETE, missing as GET, missing as PATCH, missing as POST, missing as PUT }
