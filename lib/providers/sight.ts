/** Whether a model can look at pictures and PDFs: as its server says, else by what its maker documents, else not. */
import { isVendorHost, type VendorId } from './vendors'

export type Sight = ('image' | 'pdf')[]

const blind: Sight = []

/** Names of models that see pictures, wherever they are served. */
const seeingNames =
  /(^|[/:_-])(gpt-4o|gpt-4\.1|gpt-4\.5|gpt-4-turbo|gpt-5|chatgpt-4o|o[134](-|$)|claude-(3|opus|sonnet|haiku|[4-9])|gemini-(1\.5|[2-9])|grok-([4-9]|2-vision)|llava|pixtral|minicpm-v|moondream|internvl|gemma-?3|llama-?4|llama3\.2-vision|qvq|mimo-vl|kimi-k2\.[5-9]|kimi-latest|glm-[\d.]+v)|vision|[-\d]vl\b|[-.]omni\b/i

/** Makers whose own endpoints also read PDFs, for the models that see. */
const readsPdf: readonly VendorId[] = ['openai', 'anthropic', 'google']
const pdfMakers = /^~?(openai|anthropic|google)\//

/** `listed`: what the server's own list says about pictures, where it says something. */
export function sightOf(
  vendor: VendorId,
  baseUrl: string | null,
  modelId: string,
  listed: boolean | undefined,
): Sight {
  if (vendor === 'demo') return blind
  if (!(listed ?? seeingNames.test(modelId))) return blind
  const isOwnHost = baseUrl === null || isVendorHost(vendor, baseUrl)
  // A proxy that speaks Anthropic's format takes what Anthropic takes; one that speaks OpenAI's old one does not.
  const isPdf =
    vendor === 'openrouter'
      ? pdfMakers.test(modelId)
      : readsPdf.includes(vendor) && (isOwnHost || vendor !== 'openai')
  return isPdf ? ['image', 'pdf'] : ['image']
}
