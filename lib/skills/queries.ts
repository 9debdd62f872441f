/** Where the page gets skills from, and how it changes them. */
import { queryOptions } from '@tanstack/react-query'
import { queryString, request, send } from '../http/client'
import type { CreateSkillInput, SaveVersionInput, SkillFilter } from './schema'

const schemas = () => import('./schema')

export const skillKeys = {
  all: ['skills'] as const,
  detail: (skillId: string) => ['skills', 'detail', skillId] as const,
}

export function skillListQuery(filter: SkillFilter = {}) {
  return queryOptions({
    queryKey: ['skills', 'list', filter] as const,
    queryFn: ({ signal }) =>
      request(async () => (await schemas()).skillList, `/skills${queryString(filter)}`, { signal }),
  })
}

export function skillQuery(skillId: string) {
  return queryOptions({
    queryKey: skillKeys.detail(skillId),
    queryFn: ({ signal }) =>
      request(async () => (await schemas()).skillDetail, `/skills/${skillId}`, { signal }),
  })
}

/** The text of one file of a version, or null when it is not text. A version never changes, so it is asked once. */
export function skillFileQuery(skillId: string, version: number, path: string) {
  return queryOptions({
    queryKey: ['skills', 'file', skillId, version, path] as const,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const response = await send(`/skills/${skillId}/files${queryString({ path, version })}`, { signal })
      const bytes = new Uint8Array(await response.arrayBuffer())
      return bytes.includes(0) ? null : new TextDecoder().decode(bytes)
    },
  })
}

export function skillDiffQuery(skillId: string, from: number, to: number) {
  return queryOptions({
    queryKey: ['skills', 'diff', skillId, from, to] as const,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) =>
      request(
        async () => (await schemas()).versionDiff,
        `/skills/${skillId}/diff${queryString({ from, to })}`,
        { signal },
      ),
  })
}

export function skillUsesQuery(skillId: string) {
  return queryOptions({
    queryKey: ['skills', 'uses', skillId] as const,
    queryFn: ({ signal }) =>
      request(async () => (await schemas()).skillUses, `/skills/${skillId}/uses`, { signal }),
  })
}

export function createSkill(input: Partial<CreateSkillInput> & { text: string }) {
  return request(async () => (await schemas()).skillDetail, '/skills', { method: 'POST', body: input })
}

export function saveVersion(skillId: string, input: Partial<SaveVersionInput> & { base: number }) {
  return request(async () => (await schemas()).skillDetail, `/skills/${skillId}/versions`, {
    method: 'POST',
    body: input,
  })
}

/** Publishes the newest version unless one is named. */
export function publishSkill(skillId: string, version?: number) {
  const body = version === undefined ? {} : { version }
  return request(async () => (await schemas()).skillDetail, `/skills/${skillId}/publish`, {
    method: 'POST',
    body,
  })
}

export function archiveSkill(skillId: string, isArchived: boolean) {
  return request(
    async () => (await schemas()).skillDetail,
    `/skills/${skillId}/${isArchived ? 'archive' : 'restore'}`,
    { method: 'POST' },
  )
}

/** Where the browser downloads a version as a zip. */
export function exportAddress(skillId: string, version: number): string {
  return `/api/v1/skills/${skillId}/export?version=${version}`
}

/** An upload as a form: one zip, or files by their paths. */
export type SkillUpload = { archive: Blob } | { files: readonly { path: string; content: Blob }[] }

export async function previewImport(upload: SkillUpload) {
  const response = await send('/skills/import/preview', { method: 'POST', body: uploadForm(upload) })
  return (await schemas()).importPreview.parse(await response.json())
}

/** Imports the skills in these folders of the upload. */
export async function importSkills(upload: SkillUpload, choose: readonly string[]) {
  const form = uploadForm(upload)
  form.append('choose', JSON.stringify(choose))
  const response = await send('/skills/import', { method: 'POST', body: form })
  return (await schemas()).importReport.parse(await response.json())
}

function uploadForm(upload: SkillUpload): FormData {
  const form = new FormData()
  if ('archive' in upload) form.append('archive', upload.archive, 'archive.zip')
  else for (const { path, content } of upload.files) form.append(path, content, path.split('/').at(-1))
  return form
}
