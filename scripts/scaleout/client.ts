/** Speaks with one of several web processes under the one public name that all of them answer to. */
import http from 'node:http'

export interface Answer {
  status: number
  cookies: string[]
  body: string
}

export class WebClient {
  headers: Record<string, string> = {}

  constructor(
    readonly address: string,
    private readonly port: number,
    private readonly publicHost: string,
  ) {}

  request(method: 'GET' | 'POST', route: string, body?: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = this.open(method, route, { 'content-type': 'application/json' }, async response => {
        let text = ''
        for await (const part of response.setEncoding('utf8')) text += part
        const cookies = (response.headers['set-cookie'] ?? []).map(cookie => cookie.split(';')[0] ?? '')
        resolve({ status: response.statusCode ?? 0, cookies, body: text })
      })
      request.once('error', reject)
      request.end(body ? JSON.stringify(body) : undefined)
    })
  }

  async json<T>(method: 'GET' | 'POST', route: string, body?: object): Promise<T> {
    const answer = await this.request(method, route, body)
    if (answer.status >= 300)
      throw new Error(`${method} ${route} at ${this.address}: ${answer.status} ${answer.body}`)
    return JSON.parse(answer.body) as T
  }

  /** Numbers of a run's events as the live stream brings them, until its end. */
  watch(runId: string): Promise<number[]> {
    return new Promise((resolve, reject) => {
      const seen: number[] = []
      const accept = { accept: 'text/event-stream' }
      const request = this.open('GET', `/runs/${runId}/events?after=0`, accept, async response => {
        let rest = ''
        for await (const part of response.setEncoding('utf8')) {
          const messages = (rest + String(part)).split('\n\n')
          rest = messages.pop() ?? ''
          for (const message of messages) {
            const id = /^id: (\d+)$/m.exec(message)?.[1]
            if (!id || !/^event: event$/m.test(message)) continue
            seen.push(Number(id))
            if (!/"type":"run-ended"/.test(message)) continue
            resolve(seen)
            response.destroy()
            return
          }
        }
        reject(new Error(`The stream of ${runId} ended early, status ${response.statusCode}`))
      })
      request.once('error', reject)
      request.end()
    })
  }

  private open(
    method: string,
    route: string,
    headers: Record<string, string>,
    onResponse: (response: http.IncomingMessage) => Promise<void>,
  ): http.ClientRequest {
    const options = {
      host: this.address,
      port: this.port,
      path: `/api/v1${route}`,
      method,
      agent: false as const,
      headers: { host: this.publicHost, ...headers, ...this.headers },
    }
    const request = http.request(options, response => {
      onResponse(response).catch((error: unknown) => request.destroy(error as Error))
    })
    return request
  }
}
