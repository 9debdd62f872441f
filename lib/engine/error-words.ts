/** How vendors say what went wrong: the phrases and codes by which their errors are told apart. */

/** The request is longer than the model's window. Phrases of OpenAI, Anthropic, Google, llama.cpp, vLLM, Moonshot, Alibaba, Zhipu, xAI, Ollama. */
const contextOverflow =
  /context[_ ]length[_ ]exceeded|maximum context length|prompt is too long|exceeds? (the )?(model'?s? )?(maximum )?context|context (window|limit|size)|exceed_context_size|input token count.*exceeds|exceeds the maximum number of tokens|maximum prompt length|exceeded model token limit|range of input length should be|prompt exceeds max length|reduce the length of the (messages|prompt)|input (is )?too long|too many (input )?tokens/i

/** Money or plan is used up: waiting does not help. */
const quota =
  /insufficient_quota|insufficient[_ ](balance|credits?|funds)|credit balance is too low|billing|exceeded your current quota|payment required|arrearage|account.*(overdue|suspended)|not enough credits/i

const credentials =
  /invalid[_ ]api[_ ]key|incorrect api key|api key not valid|authentication[_ ]error|invalid x-api-key|unauthorized|invalid authentication|no auth credentials/i

const notFound =
  /model[_ ]not[_ ](found|exist)|not_found_error|does not exist|model .* not found|unknown model|no such model|invalid model/i

const rateLimit =
  /rate[_ ]limit|too many requests|resource[_ ]exhausted|throttl|engine_overloaded_concurrency/i

const overloaded =
  /overloaded|service unavailable|server is busy|temporarily unavailable|internal server error|server_error|api_error|bad gateway|capacity/i

const refused =
  /content[_ ]filter|content_policy|content management policy|data_inspection_failed|safety system|flagged|sensitive content|blocked by/i

const patterns = {
  'context-overflow': contextOverflow,
  quota,
  credentials,
  'not-found': notFound,
  refused,
  'rate-limit': rateLimit,
  overloaded,
} as const

export type SpokenCode = keyof typeof patterns

/** The first meaning whose words occur in the text, among the given ones. */
export function findMeaning(text: string, among: readonly SpokenCode[]): SpokenCode | undefined {
  return among.find(code => patterns[code].test(text))
}
