/** What work is going to use, as the API and the page tell it. */
import { z } from 'zod'

const count = z.int().nonnegative()

/** From and to, both included. */
export const range = z.object({ low: count, high: count })
export type Range = z.infer<typeof range>

export const forecast = z.object({
  /** Similar runs that it rests on, and those of them whose price is known. Below three nothing is told. */
  runs: count,
  priced: count,
  tokens: range.nullable(),
  /** Whole micro-dollars. */
  costMicros: range.nullable(),
})
export type Forecast = z.infer<typeof forecast>

/** Before the start it is also told when the model is cheaper: at this time, by so many percent; null when it never is. */
export const startForecast = forecast.extend({
  cheaper: z.object({ at: z.iso.datetime(), lessPercent: z.int().positive() }).nullable(),
})
export type StartForecast = z.infer<typeof startForecast>

export const forecastQuestion = z.object({
  /** Id or name; the default agent when left out. */
  agent: z.string().min(1).max(200).optional(),
  model: z.string().min(1).max(200).optional(),
  /** Length of the instructions. */
  characters: z.coerce.number().int().min(0).max(1_000_000),
})
export type ForecastQuestion = z.infer<typeof forecastQuestion>

const held = z.object({ tokens: count, costMicros: count })

/** A run as it stands beside its own log: what it draws on, what works below it, and where it is going. */
export const projection = z.object({
  /** Steps that were over when it was made. */
  step: count,
  /** Of the whole attempt at its end; null for parts, forks, played models and runs that have ended. */
  forecast: forecast.nullable(),
  /** What the runs below it have used in all, in the last 60 seconds, and hold back at this moment. */
  below: z.object({ runs: count, used: held, unpricedCalls: count, lastMinuteMicros: count, reserved: held }),
  /** What other runs have spent and hold back of the budget that this one draws on; null without one. */
  elsewhere: z.object({ spent: held, reserved: held }).nullable(),
})
export type Projection = z.infer<typeof projection>
