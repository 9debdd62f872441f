import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { EnvironmentError, parseEnvironment } from './env'

test('nothing set: the defaults', () => {
  expect(parseEnvironment({ HOST: '', PORT: ' ' })).toEqual({
    port: 3000,
    host: '127.0.0.1',
    reefHome: resolve('.reef'),
    databaseUrl: undefined,
    filesUrl: undefined,
    aws: {
      endpoint: undefined,
      region: 'us-east-1',
      accessKeyId: undefined,
      secretAccessKey: undefined,
      sessionToken: undefined,
    },
    workerSlots: undefined,
    encryptionKey: undefined,
    model: undefined,
    origin: undefined,
    trustedProxies: [],
    discover: true,
    vendors: {},
    webhookPrivate: [],
  })
})

test('everything set', () => {
  const source = {
    PORT: '8080',
    HOST: '0.0.0.0',
    REEF_HOME: '/data/reef',
    DATABASE_URL: 'postgres://db/reef',
    REEF_FILES_URL: 's3://bucket/reef',
    AWS_ENDPOINT_URL: 'http://minio:9000',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AK',
    AWS_SECRET_ACCESS_KEY: 'SK',
    REEF_WORKER_SLOTS: '20',
    REEF_ENCRYPTION_KEY: 'abc',
    REEF_MODEL: 'ollama:qwen3:8b',
    REEF_ORIGIN: 'https://reef.example.com/',
    REEF_TRUSTED_PROXY: '10.0.0.5, fd00::/8',
    REEF_DISCOVER: 'off',
    OPENAI_API_KEY: ' sk-1 ',
    ANTHROPIC_API_KEY: '',
    REEF_WEBHOOK_PRIVATE: '127.0.0.1:9000, Hooks.lan:*',
    UNRELATED: 'x',
  }
  expect(parseEnvironment(source)).toEqual({
    port: 8080,
    host: '0.0.0.0',
    reefHome: '/data/reef',
    databaseUrl: 'postgres://db/reef',
    filesUrl: 's3://bucket/reef',
    aws: {
      endpoint: 'http://minio:9000',
      region: 'eu-central-1',
      accessKeyId: 'AK',
      secretAccessKey: 'SK',
      sessionToken: undefined,
    },
    workerSlots: 20,
    encryptionKey: 'abc',
    model: 'ollama:qwen3:8b',
    origin: 'https://reef.example.com',
    trustedProxies: ['10.0.0.5', 'fd00::/8'],
    discover: false,
    webhookPrivate: ['127.0.0.1:9000', 'hooks.lan:*'],
    vendors: { OPENAI_API_KEY: 'sk-1' },
  })
})

test('what is wrong is said in one line, without the value', () => {
  const parse = () =>
    parseEnvironment({ PORT: 'many', DATABASE_URL: 'mysql://root:hunter2@x', REEF_MODEL: 'gpt-5' })
  expect(parse).toThrow(EnvironmentError)
  expect(parse).toThrow(
    'Environment: PORT must be a number; DATABASE_URL must start with postgres:// or postgresql://; REEF_MODEL must be provider:model, for instance openai:gpt-5.',
  )
})
