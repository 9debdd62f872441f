/** What is known of skills without their schemas. Pure. */

export const skillStatuses = ['draft', 'published', 'archived'] as const
