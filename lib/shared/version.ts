/** The version of this Reef, as `package.json` has it. */
import packageJson from '../../package.json' with { type: 'json' }

export const reefVersion: string = packageJson.version
