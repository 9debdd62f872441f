/** The sections of Settings, in their order. A new section is one line here and one folder under app. */
export const settingsSections = [
  { href: '/settings', label: 'General' },
  { href: '/settings/models', label: 'Models' },
  { href: '/settings/tool-servers', label: 'Tool servers' },
  { href: '/settings/budgets', label: 'Budgets' },
  { href: '/settings/prices', label: 'Prices' },
  { href: '/settings/members', label: 'Members' },
  { href: '/settings/policy', label: 'Policy' },
  { href: '/settings/kill-switch', label: 'Kill switch' },
  { href: '/settings/tokens', label: 'API tokens' },
  { href: '/settings/webhooks', label: 'Webhooks' },
] as const
