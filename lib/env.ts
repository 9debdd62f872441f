/** The environment, parsed once: the only place that reads `process.env`. */
import { resolve } from 'node:path'
import { z } from 'zod'
import { isAddressRange } from './http/client-address'
import { vendorVariables } from './providers/vendors'

/** Empty variables count as absent, because `NAME= npm start` is how people clear one. */
const text = z
  .string()
  .trim()
  .transform(value => (value === '' ? undefined : value))
  .optional()

const schema = z.object({
  PORT: z.coerce
    .number('must be a number')
    .int()
    .min(0, 'must be 0 to 65535')
    .max(65535, 'must be 0 to 65535')
    .default(3000),
  HOST: text,
  REEF_HOME: text,
  DATABASE_URL: text.refine(
    value => value === undefined || /^postgres(ql)?:\/\//.test(value),
    'must start with postgres:// or postgresql://',
  ),
  REEF_FILES_URL: text.refine(
    value => value === undefined || /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/|$)/.test(value),
    'must be s3://bucket or s3://bucket/prefix',
  ),
  AWS_ENDPOINT_URL: text,
  AWS_ENDPOINT_URL_S3: text,
  AWS_REGION: text,
  AWS_DEFAULT_REGION: text,
  AWS_ACCESS_KEY_ID: text,
  AWS_SECRET_ACCESS_KEY: text,
  AWS_SESSION_TOKEN: text,
  REEF_WORKER_SLOTS: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(5_000, 'must be at most 5000')
    .optional(),
  REEF_ENCRYPTION_KEY: text,
  REEF_MODEL: text.refine(
    value => value === undefined || /^[^:]+:.+$/.test(value),
    'must be provider:model, for instance openai:gpt-5',
  ),
  REEF_ORIGIN: text.refine(
    value => value === undefined || isOrigin(value),
    'must be an origin such as https://reef.example.com',
  ),
  REEF_TRUSTED_PROXY: text
    .transform(value => value?.split(',').map(range => range.trim()) ?? [])
    .refine(
      ranges => ranges.every(isAddressRange),
      'must list addresses or ranges by comma, such as 10.0.0.5,192.168.0.0/24',
    ),
  REEF_SANDBOX: text,
  REEF_WEBHOOK_PRIVATE: text
    .transform(value => value?.split(',').map(each => each.trim().toLowerCase()) ?? [])
    .refine(
      hosts => hosts.every(each => /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+):(\d{1,5}|\*)$/.test(each)),
      'must list hosts with a port or * by comma, such as 127.0.0.1:9000,hooks.lan:*',
    ),
  REEF_DISCOVER: z.enum(['on', 'off'], 'must be on or off').default('on'),
})

/** Scheme and host, nothing after them. */
function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  return /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash && !url.username
}

export interface Environment {
  port: number
  host: string
  /** Absolute path of the data folder; `.reef` in the project folder by default. */
  reefHome: string
  databaseUrl: string | undefined
  filesUrl: string | undefined
  /** How the store of `filesUrl` is reached, by the usual names of its tools. */
  aws: {
    endpoint: string | undefined
    region: string
    accessKeyId: string | undefined
    secretAccessKey: string | undefined
    sessionToken: string | undefined
  }
  /** Runs that one worker carries at once. */
  workerSlots: number | undefined
  encryptionKey: string | undefined
  /** The default model, `provider:model`. */
  model: string | undefined
  /** The public origin under which browsers reach Reef, when it is not loopback. No slash at the end. */
  origin: string | undefined
  /** Addresses and CIDR ranges of proxies whose X-Forwarded-For may be believed. */
  trustedProxies: readonly string[]
  /** Whether local model servers may be looked for on loopback (`REEF_DISCOVER=off` forbids it). */
  discover: boolean
  /** Private `host:port` pairs (`host:*` for every port) that outgoing webhooks may reach. None by default. */
  webhookPrivate: readonly string[]
  /** How commands are isolated, as the operator wrote it; see `lib/engine/sandbox/tiers.ts`. */
  sandbox: string | undefined
  /** Keys and addresses under the vendors' usual names; empty ones are left out. */
  vendors: Readonly<Record<string, string>>
}

/** Thrown with one line that names the variable and what is wrong; the value itself is never repeated. */
export class EnvironmentError extends Error {}

/** Parses a set of variables. Throws `EnvironmentError`. */
export function parseEnvironment(source: Readonly<Record<string, string | undefined>>): Environment {
  const parsed = schema.safeParse({
    ...source,
    PORT: source.PORT?.trim() || undefined,
    REEF_DISCOVER: source.REEF_DISCOVER?.trim() || undefined,
    REEF_WORKER_SLOTS: source.REEF_WORKER_SLOTS?.trim() || undefined,
  })
  if (!parsed.success) {
    const problems = parsed.error.issues.map(issue => `${issue.path.join('.')} ${issue.message}`)
    throw new EnvironmentError(`Environment: ${[...new Set(problems)].join('; ')}.`)
  }
  const values = parsed.data
  return {
    port: values.PORT,
    host: values.HOST ?? '127.0.0.1',
    reefHome: resolve(/* turbopackIgnore: true */ values.REEF_HOME ?? '.reef'),
    databaseUrl: values.DATABASE_URL,
    filesUrl: values.REEF_FILES_URL,
    aws: {
      endpoint: values.AWS_ENDPOINT_URL_S3 ?? values.AWS_ENDPOINT_URL,
      region: values.AWS_REGION ?? values.AWS_DEFAULT_REGION ?? 'us-east-1',
      accessKeyId: values.AWS_ACCESS_KEY_ID,
      secretAccessKey: values.AWS_SECRET_ACCESS_KEY,
      sessionToken: values.AWS_SESSION_TOKEN,
    },
    workerSlots: values.REEF_WORKER_SLOTS,
    encryptionKey: values.REEF_ENCRYPTION_KEY,
    model: values.REEF_MODEL,
    origin: values.REEF_ORIGIN === undefined ? undefined : new URL(values.REEF_ORIGIN).origin,
    trustedProxies: values.REEF_TRUSTED_PROXY,
    discover: values.REEF_DISCOVER === 'on',
    webhookPrivate: values.REEF_WEBHOOK_PRIVATE,
    sandbox: values.REEF_SANDBOX,
    vendors: Object.fromEntries(
      vendorVariables.flatMap(name => {
        const value = source[name]?.trim()
        return value ? [[name, value]] : []
      }),
    ),
  }
}

let parsedOnce: Environment | undefined

/** The process's environment, parsed at the first call and then kept. Throws `EnvironmentError`. */
export function env(): Environment {
  parsedOnce ??= parseEnvironment(process.env)
  return parsedOnce
}

/** It is read anew at the next call: a process that measures opens one Reef after another. */
export function forgetEnvironment(): void {
  parsedOnce = undefined
}
