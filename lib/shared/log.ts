/** The process's log: one JSON line per fact, on standard error, without secrets. */
import pino from 'pino'

export const log = pino(
  {
    // biome-ignore lint/complexity/useLiteralKeys: process.env has an index signature
    level: process.env['REEF_LOG_LEVEL'] ?? 'info',
    base: null,
    redact: {
      paths: ['*.authorization', '*.apiKey', '*.secret', '*.password', '*.cookie'],
      censor: '[redacted]',
    },
    serializers: { error: pino.stdSerializers.err },
  },
  pino.destination({ fd: 2, sync: false }),
)
