'use client'

import dynamic from 'next/dynamic'
import { type ReactNode, useCallback, useEffect, useMemo } from 'react'
import { isAlone, openApprovals, openChildren, type RunState } from '../../lib/runs/run-state'
import type { RunSummary } from '../../lib/runs/schema'
import { needsPerson } from '../../lib/tasks/rules'
import { usePreferences } from '../common/preferences'
import { QueryError } from '../common/query-error'
import { useMedia } from '../common/use-media'
import { useInBrowser } from '../common/use-now'
import { Skeleton } from '../ui/skeleton'
import { Split } from '../ui/split'
import { Tabs } from '../ui/tabs'
import { DraftContext } from './draft-context'
import { Inspector, InspectorPanel, type InspectorTab, inspectorTabs, teamTab } from './inspector'
import { PlanPanel, PlanStrip } from './plan-panel'
import { RunComposer } from './run-composer'
import { RunContext } from './run-context'
import { RunHeader } from './run-header'
import { Transcript } from './transcript'
import { type LiveRun, useLiveRun } from './use-live-run'
import { useRunPlace } from './use-run-place'
import { useTeam } from './use-team'

// Most runs are looked at without any of these: each is loaded when there is something for it to say.
const ApprovalDock = dynamic(() => import('./approval-dock').then(module => module.ApprovalDock))
const StepBar = dynamic(() => import('./step-bar').then(module => module.StepBar))
const TeamStrip = dynamic(() => import('./team-strip').then(module => module.TeamStrip))
const WaitingNote = dynamic(() => import('./waiting-note').then(module => module.WaitingNote))

interface RunViewProps {
  runId: string
  runs: readonly RunSummary[]
  titleText: string
  /** The title as it is shown, editable or not. */
  title: ReactNode
  actions: ReactNode
  onChooseRun: (runId: string, step?: number) => void
  onRetry: () => void
}

/** A run, live: give it the run's id as its key. */
export function RunView({ runId, runs, titleText, title, actions, onChooseRun, onRetry }: RunViewProps) {
  const live = useLiveRun(runId)
  const { place, change } = useRunPlace()
  const { state } = live
  useTabTitle(titleText, state)
  const context = useMemo(
    () => ({
      runId,
      selectedStep: place.step,
      selectStep: (step: number | null) => void change({ step }),
      showStep: (step: number) =>
        void change({ step, ...(isNarrow() ? { tab: 'transcript' as const } : {}) }),
      openFile: (file: string) => void change({ file, tab: 'files', inspector: null }),
      retry: onRetry,
      openRun: onChooseRun,
    }),
    [runId, place.step, change, onRetry, onChooseRun],
  )
  if (live.error)
    return <QueryError title="This run could not be opened." error={live.error} onRetry={live.reconnect} />
  if (!state) return <RunSkeleton title={title} />
  return (
    <RunContext value={context}>
      <DraftContext value={live.drafts}>
        <RunHeader
          title={title}
          state={state}
          connection={live.connection}
          runs={runs}
          onChooseRun={onChooseRun}
          actions={actions}
          inspectorOpen={place.inspector !== 'hidden'}
          onToggleInspector={() => void change({ inspector: place.inspector === 'hidden' ? null : 'hidden' })}
        />
        <RunBody state={state} />
      </DraftContext>
    </RunContext>
  )
}

const narrowBody = '(max-width: 1023px)'

function isNarrow(): boolean {
  return window.matchMedia(narrowBody).matches
}

function RunBody({ state }: { state: LiveRun['state'] & object }) {
  const narrow = useMedia(narrowBody)
  // The server knows no width and measures no row: it leaves the body to the browser.
  if (!useInBrowser()) return <BodySkeleton />
  return narrow ? <NarrowBody state={state} /> : <WideBody state={state} />
}

function WideBody({ state }: { state: RunState }) {
  const { place, change } = useRunPlace()
  const { preferences, setPreference } = usePreferences()
  const team = useTeam(state)
  const onFile = useCallback((file: string | null) => void change({ file }), [change])
  const wanted = inspectorTabs.find(each => each === place.tab)
  const tab = (wanted === 'team' && !team ? undefined : wanted) ?? (team ? 'team' : 'files')
  const main = (
    <div className="flex min-h-0 flex-1">
      <PlanPanel state={state} className="w-56 shrink-0 border-r max-[1599px]:hidden" />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        {isAlone(state) ? null : <TeamStrip state={state} />}
        <PlanStrip state={state} className="min-[1600px]:hidden" />
        <Transcript state={state} />
        <BelowTranscript state={state} />
      </div>
    </div>
  )
  if (place.inspector === 'hidden') return main
  return (
    <Split
      label="Width of the inspector"
      initial={preferences.inspector}
      onResize={width => setPreference('inspector', width)}
      main={main}
      side={
        <Inspector
          state={state}
          tab={tab}
          onTab={(next: InspectorTab) => void change({ tab: next })}
          file={place.file}
          onFile={onFile}
        />
      }
    />
  )
}

/** What can be said and done, and what waits for a word. */
function BelowTranscript({ state }: { state: RunState }) {
  const { place } = useRunPlace()
  const asks = openApprovals(state).length > 0 || openChildren(state).length > 0
  return (
    <>
      {place.step === null ? null : <StepBar state={state} />}
      {state.waiting ? <WaitingNote state={state} /> : null}
      {asks ? <ApprovalDock state={state} /> : null}
      <RunComposer state={state} />
    </>
  )
}

/** One column: the same pieces as tabs, the composer always within reach. */
function NarrowBody({ state }: { state: RunState }) {
  const { place, change } = useRunPlace()
  const team = useTeam(state)
  const tab = place.tab === 'team' && !team ? 'transcript' : (place.tab ?? 'transcript')
  return (
    <>
      <Tabs
        label="Run"
        value={tab}
        onChange={next => void change({ tab: next })}
        className="min-h-0 flex-1"
        panelClassName="flex min-h-0 flex-col"
        tabs={[
          { value: 'transcript', label: 'Transcript' },
          { value: 'plan', label: 'Plan' },
          ...teamTab(team),
          { value: 'files', label: 'Files', count: Object.keys(state.files).length },
          { value: 'timeline', label: 'Timeline' },
          { value: 'usage', label: 'Usage' },
          { value: 'context', label: 'Context' },
          { value: 'raw', label: 'Raw' },
          { value: 'setup', label: 'Setup' },
        ]}
      >
        {tab === 'transcript' && !isAlone(state) ? <TeamStrip state={state} /> : null}
        {tab === 'transcript' ? <Transcript state={state} /> : null}
        {tab === 'plan' ? <PlanPanel state={state} className="flex-1" /> : null}
        {tab !== 'transcript' && tab !== 'plan' ? (
          <InspectorPanel state={state} tab={tab} file={place.file} onFile={file => void change({ file })} />
        ) : null}
      </Tabs>
      <BelowTranscript state={state} />
    </>
  )
}

/** The same dot as everywhere, in the tab's title. */
function useTabTitle(title: string, state: RunState | null): void {
  const mark =
    state?.status === 'running'
      ? '● '
      : state && needsPerson({ status: state.status, waitingFor: state.waiting?.for ?? null })
        ? '◆ '
        : ''
  useEffect(() => {
    document.title = `${mark}${title} · Reef`
  }, [mark, title])
}

export function RunSkeleton({ title }: { title: ReactNode }) {
  return (
    <div role="status" aria-label="Loading the run" className="flex min-h-0 flex-1 flex-col">
      <div className="shrink-0 border-b px-5 pt-2.5 pb-2">
        <div className="flex h-7 items-center">{title ?? <Skeleton className="h-4 w-72" />}</div>
        <div className="flex h-8 items-center gap-3">
          <Skeleton className="h-3 w-40" />
          <Skeleton className="h-3 w-20" />
          <Skeleton className="ml-auto h-3 w-36" />
        </div>
      </div>
      <BodySkeleton />
    </div>
  )
}

function BodySkeleton() {
  return (
    <div className="mx-auto flex w-full max-w-200 flex-col gap-3 px-13 pt-6">
      <Skeleton className="h-24 rounded-panel" />
      <Skeleton className="h-3 w-4/5" />
      <Skeleton className="h-3 w-3/5" />
      <Skeleton className="h-3 w-2/3" />
    </div>
  )
}
