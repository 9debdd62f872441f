-- Which runs opened which version: only the few events of that kind are in this index.
CREATE INDEX "Event_skill_version_idx" ON "Event" (("data" ->> 'versionId')) WHERE "type" = 'skill-opened';
