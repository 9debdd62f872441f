/** Bytes by content hash in an S3-compatible store (`REEF_FILES_URL`), signed with AWS Signature Version 4. */
import { AwsClient } from 'aws4fetch'
import type { Environment } from '../env'
import { sha256 } from '../shared/hash'
import { FilesUnreachable } from './files-unreachable'

export interface ObjectStore {
  /** Where it is, without secrets, for people. */
  place: string
  /** Null when there is no such object. Throws `FilesUnreachable`, also for bytes that are not what was stored. */
  get(hash: string): Promise<Uint8Array | null>
  put(hash: string, bytes: Uint8Array): Promise<void>
}

const tries = 3
const firstPauseMs = 150
/** For one request with its body. The largest file has 32 MiB. */
const patienceMs = 30_000

/** Opens a store; undefined when none is configured. Throws when its keys are missing. Nothing is sent yet. */
export function openObjectStore({
  filesUrl,
  aws,
}: Pick<Environment, 'filesUrl' | 'aws'>): ObjectStore | undefined {
  if (!filesUrl) return undefined
  const { accessKeyId, secretAccessKey, sessionToken, region } = aws
  if (!accessKeyId || !secretAccessKey)
    throw new FilesUnreachable('REEF_FILES_URL needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.')
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken ? { sessionToken } : {}),
    region,
    service: 's3',
    retries: 0,
  })
  const folder = folderOf(filesUrl, aws)
  const send = (method: 'GET' | 'PUT', hash: string, body?: Uint8Array): Promise<Response> =>
    persist(() =>
      client.fetch(`${folder}${hash.slice(0, 2)}/${hash}`, {
        method,
        cache: 'no-store',
        signal: AbortSignal.timeout(patienceMs),
        // The content's hash is its name: the store refuses bytes that were changed on the way.
        ...(body ? { body: Buffer.from(body), headers: { 'x-amz-content-sha256': hash } } : {}),
      }),
    )
  return {
    place: `${filesUrl}${aws.endpoint ? ` at ${aws.endpoint}` : ` in ${region}`}`,
    async get(hash) {
      const answer = await send('GET', hash)
      if (answer.status === 404 && !(await isBucketMissing(answer))) return null
      if (!answer.ok) throw await refusal(answer)
      const bytes = await answer.bytes().catch((error: unknown) => {
        throw new FilesUnreachable(reasonOf(error))
      })
      if (sha256(bytes) !== hash) throw new FilesUnreachable('the store gave other bytes than were stored.')
      return bytes
    },
    async put(hash, bytes) {
      const answer = await send('PUT', hash, bytes)
      if (!answer.ok) throw await refusal(answer)
      await answer.body?.cancel()
    },
  }
}

/** Address of the folder that holds the objects: by path at an own endpoint, by host at Amazon. */
function folderOf(filesUrl: string, { endpoint, region }: Environment['aws']): string {
  const { host: bucket, pathname } = new URL(filesUrl)
  const prefix = pathname.replace(/^\/+|\/+$/g, '')
  const base = endpoint
    ? `${endpoint.replace(/\/+$/, '')}/${bucket}`
    : `https://${bucket}.s3.${region}.amazonaws.com`
  return prefix ? `${base}/${prefix}/` : `${base}/`
}

/** Tries again what may pass by itself: no connection, too many requests, trouble of the store. */
async function persist(send: () => Promise<Response>): Promise<Response> {
  for (let turn = 1; ; turn += 1) {
    const answer = await send().catch((error: unknown) => {
      if (turn >= tries) throw new FilesUnreachable(reasonOf(error))
      return null
    })
    const passes = answer === null || answer.status === 429 || answer.status >= 500
    if (!passes || turn >= tries) return answer as Response
    await answer?.body?.cancel()
    await new Promise(resolve => setTimeout(resolve, firstPauseMs * 4 ** (turn - 1)))
  }
}

async function isBucketMissing(answer: Response): Promise<boolean> {
  return (await answer.clone().text()).includes('<Code>NoSuchBucket</Code>')
}

/** The code that S3 gives in its XML says more than the status. */
async function refusal(answer: Response): Promise<FilesUnreachable> {
  const code = /<Code>(\w+)<\/Code>/.exec(await answer.text().catch(() => ''))?.[1]
  return new FilesUnreachable(`the store answered ${answer.status}${code ? ` (${code})` : ''}.`)
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  const reason = cause instanceof Error ? cause.message || ('code' in cause ? String(cause.code) : '') : ''
  return `${reason || error.message}.`
}
