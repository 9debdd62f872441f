/** Lists of a workspace that change without a run having moved. Each name begins the keys of its queries in the page. */
export const changedLists = ['batches', 'hooks', 'schedules', 'templates', 'webhooks'] as const
export type ChangedList = (typeof changedLists)[number]
