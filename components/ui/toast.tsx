'use client'

import { CircleAlert, X } from 'lucide-react'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react'

export interface Toast {
  text: string
  tone?: 'plain' | 'failed'
  action?: { label: string; onAction: () => void }
}

type ShownToast = Toast & { id: number }

const ToastContext = createContext<(toast: Toast) => void>(() => undefined)

/** Shows a short message at the edge of the page for a few seconds. */
export function useToast(): (toast: Toast) => void {
  return useContext(ToastContext)
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<ShownToast[]>([])
  const lastId = useRef(0)
  const dismiss = useCallback((id: number) => setToasts(shown => shown.filter(toast => toast.id !== id)), [])
  const show = useCallback(
    (toast: Toast) => {
      lastId.current += 1
      const id = lastId.current
      setToasts(shown => [...shown.slice(-2), { ...toast, id }])
      setTimeout(() => dismiss(id), toast.tone === 'failed' ? 10_000 : 5_000)
    },
    [dismiss],
  )
  const list = useMemo(() => toasts, [toasts])
  return (
    <ToastContext value={show}>
      {children}
      <div
        aria-live="polite"
        className="pointer-events-none fixed right-4 bottom-4 z-50 flex flex-col gap-2 max-md:inset-x-4 max-md:bottom-20"
      >
        {list.map(toast => (
          <ToastCard key={toast.id} toast={toast} onDismiss={() => dismiss(toast.id)} />
        ))}
      </div>
    </ToastContext>
  )
}

function ToastCard({ toast, onDismiss }: { toast: ShownToast; onDismiss: () => void }) {
  return (
    <div className="pointer-events-auto flex max-w-90 animate-appear items-center gap-2 rounded-panel bg-raised py-2 pr-2 pl-3 shadow-float">
      {toast.tone === 'failed' ? (
        <CircleAlert size={16} strokeWidth={1.5} aria-hidden className="shrink-0 text-failed" />
      ) : null}
      <span className="flex-1">{toast.text}</span>
      {toast.action ? (
        <button
          type="button"
          className="rounded-sm px-1.5 py-0.5 font-medium hover:bg-hover"
          onClick={() => {
            toast.action?.onAction()
            onDismiss()
          }}
        >
          {toast.action.label}
        </button>
      ) : null}
      <button
        type="button"
        aria-label="Dismiss"
        onClick={onDismiss}
        className="rounded-sm p-1 text-muted hover:bg-hover"
      >
        <X size={14} strokeWidth={1.5} aria-hidden />
      </button>
    </div>
  )
}
