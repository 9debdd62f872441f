import page from '../../app/tasks/page'

export const badge = page
