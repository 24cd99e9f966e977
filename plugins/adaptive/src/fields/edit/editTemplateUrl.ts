import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';
import {
  engineEntityName,
  type EngineChange,
} from '@adaptive-portal/plugin-adaptive-manifests';

/**
 * The address of the template `adaptive-engine-edit` with a change filled in, below the scaffolder's own path:
 * `templates/default/adaptive-engine-edit?formData=` and, as URL-encoded JSON, the values of the form:
 * `{"entityRef": …, "repositoryId": …, "change": {"setPools": […], "removePools": […], "chartVersion": …, "autoscaling": …}}`.
 * The form reads the engine from git and shows it as it would be after the change; nothing is done before somebody sends it.
 *
 * @param change - what is absent stays; nothing at all renders the engine anew
 * @param options - `entityRef` when the engine's entity does not have the name that the portal gives it; `repositoryId` when
 * it is known where the engine is, else the form asks; `base` is where the scaffolder is mounted, default `/create`
 * @internal
 */
export function editTemplateUrl(
  engine: EngineRef,
  change: EngineChange,
  options: { entityRef?: string; repositoryId?: string; base?: string } = {},
): string {
  const {
    entityRef = `component:default/${engineEntityName(engine)}`,
    repositoryId,
    base = '/create',
  } = options;
  const formData = JSON.stringify({ entityRef, repositoryId, change });
  return `${base}/templates/default/adaptive-engine-edit?formData=${encodeURIComponent(
    formData,
  )}`;
}
