/** better-auth as Reef uses it: passwords and sessions, with its organization tables under our names. */
import { betterAuth } from 'better-auth'
import { organization } from 'better-auth/plugins'
import { env } from '../env'
import { log } from '../shared/log'
import { authSecret } from './auth-secret'
import { authStorage, findFirstWorkspaceId } from './repository'

const daySeconds = 24 * 60 * 60

/** A session ends this long after sign-in, however busy it is. */
const sessionLifetimeSeconds = 30 * daySeconds
/** … and this long after it was last used. */
export const sessionIdleMs = 7 * daySeconds * 1000

/** The library's tables under our names: an organization is a Workspace. */
const workspaces = () =>
  organization({
    allowUserToCreateOrganization: false,
    disableOrganizationDeletion: true,
    schema: {
      organization: { modelName: 'workspace' },
      member: { fields: { organizationId: 'workspaceId' } },
      invitation: { fields: { organizationId: 'workspaceId' } },
      session: { fields: { activeOrganizationId: 'activeWorkspaceId' } },
    },
  })

function createAuth(secret: string, origin: string | undefined) {
  return betterAuth({
    appName: 'Reef',
    basePath: '/api/v1/auth',
    baseURL: origin ?? 'http://localhost',
    secret,
    database: authStorage(),
    telemetry: { enabled: false },
    logger: { level: 'error', log: (_level, message) => log.error({ from: 'better-auth' }, message) },
    // People come by set-up or by invitation, which write their rows themselves.
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 128 },
    session: {
      expiresIn: sessionLifetimeSeconds,
      // Never refreshed: the lifetime is absolute. Idleness is judged in session.ts.
      disableSessionRefresh: true,
      // A cached session would outlive its revocation (and was the door of GHSA-xg6x-h9c9-2m83).
      cookieCache: { enabled: false },
    },
    // Its HTTP handler is not mounted, so its limiter sees nothing; lib/accounts/throttle.ts does that work.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: 'reef',
      useSecureCookies: origin?.startsWith('https://') ?? false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { disableIpTracking: true },
    },
    databaseHooks: {
      session: {
        create: {
          before: async session => ({
            data: { ...session, activeOrganizationId: await findFirstWorkspaceId(session.userId) },
          }),
        },
      },
    },
    plugins: [workspaces()],
  })
}

export type Auth = ReturnType<typeof createAuth>

const shared = globalThis as typeof globalThis & { reefAuth?: Promise<Auth> }

/** The process's instance, made at first use and kept over hot reloads. Throws without the installation's key. */
export function getAuth(): Promise<Auth> {
  shared.reefAuth ??= authSecret().then(secret => createAuth(secret, env().origin))
  return shared.reefAuth
}

/** The hash under which a password is kept (scrypt, with the library's parameters). */
export async function hashPassword(password: string): Promise<string> {
  const { $context } = await getAuth()
  return (await $context).password.hash(password)
}
