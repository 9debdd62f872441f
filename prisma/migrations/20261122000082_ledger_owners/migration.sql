-- Every row of the ledger says what it was for: the tools that the call asked for, the skill versions that were open,
-- and whether it was a step or a call beside the conversation. And every row has an owner.
ALTER TABLE "Usage" ADD COLUMN "tools" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "skillVersions" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "purpose" TEXT NOT NULL DEFAULT 'step',
  ADD COLUMN "reported" BOOLEAN NOT NULL DEFAULT true;

UPDATE "Usage" u SET "tools" = t."tools" FROM (
  SELECT e."runId", e."data"->>'callId' AS "callId", array_agg(p->>'name' ORDER BY n) AS "tools"
  FROM "Event" e, jsonb_array_elements(e."data"->'parts') WITH ORDINALITY AS x(p, n)
  WHERE e."type" = 'model-replied' AND p->>'type' = 'tool-call' GROUP BY 1, 2
) t WHERE t."runId" = u."runId" AND t."callId" = u."callId";
UPDATE "Usage" u SET "purpose" = e."data"->>'purpose' FROM "Event" e
  WHERE e."type" = 'side-finished' AND e."runId" = u."runId" AND e."data"->>'callId' = u."callId";

UPDATE "Usage" u SET "memberId" = coalesce((SELECT m."id" FROM "Member" m WHERE m."workspaceId" = u."workspaceId"
  ORDER BY m."role" = 'owner' DESC, m."createdAt" LIMIT 1), u."workspaceId") WHERE u."memberId" IS NULL;
UPDATE "Usage" u SET "agentId" = coalesce((SELECT a."id" FROM "Agent" a WHERE a."workspaceId" = u."workspaceId"
  ORDER BY a."isDefault" DESC, a."createdAt" LIMIT 1), u."workspaceId") WHERE u."agentId" IS NULL;
ALTER TABLE "Usage" ALTER COLUMN "agentId" SET NOT NULL, ALTER COLUMN "memberId" SET NOT NULL;
CREATE INDEX "Usage_taskId_idx" ON "Usage"("taskId");
