import { useCallback } from 'react';
import LinearProgress from '@material-ui/core/LinearProgress';
import Typography from '@material-ui/core/Typography';
import { useApi } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import type { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import {
  changeEngine,
  validateEngine,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { adaptiveApiRef } from '../../api';
import { useRequest } from '../../live/useRequest';
import { readForm } from '../poolsContext';
import type { engineChangeSchema } from '../schemas';
import { changeOfForm, readChange } from './editChange';
import { EngineEditor } from './EngineEditor';
import { loadEngine } from './loadEngine';

/**
 * Changes an engine as it is in git: the form shows it, and what is different makes the change.
 *
 * @internal
 */
export function EngineChangeField(
  props: (typeof engineChangeSchema)['TProps'],
) {
  const api = useApi(adaptiveApiRef);
  const catalog = useApi(catalogApiRef);
  const form = readForm(props.formContext);
  const key = JSON.stringify([form.entityRef, form.repositoryId]);
  const { state } = useRequest(
    useCallback(
      async signal => {
        const [entityRef, repositoryId] = JSON.parse(key);
        return loadEngine(
          { api, catalog },
          { entityRef, repositoryId },
          signal,
        );
      },
      [api, catalog, key],
    ),
  );
  const change = changeOfForm({ ...form, change: props.formData ?? {} });
  if (state.status === 'loading') {
    return (
      <div role="status">
        <Typography variant="body2">Reading the engine from git …</Typography>
        <LinearProgress />
      </div>
    );
  }
  if (state.status === 'failed' || state.value === undefined) {
    return (
      <div role="alert">
        <Typography variant="body2">
          {state.status === 'failed'
            ? `The engine cannot be shown: ${state.error.message}.`
            : 'Choose an engine and its repository first.'}
        </Typography>
        {Object.keys(change).length > 0 && (
          <Typography variant="body2">
            The change that is asked for: <code>{JSON.stringify(change)}</code>
          </Typography>
        )}
      </div>
    );
  }
  return (
    <EngineEditor
      id={props.idSchema?.$id ?? 'change'}
      state={state.value}
      change={readChange(change)}
      disabled={props.disabled}
      refused={(props.rawErrors ?? []).length > 0}
      onChange={props.onChange}
    />
  );
}

/**
 * Refuses a change that does not fit the engine, or breaks a rule about its pools or its version. When the engine cannot
 * be read nothing is refused: the action checks again.
 *
 * @internal
 */
export const validateEngineChange: CustomFieldValidator<
  (typeof engineChangeSchema)['TOutput']
> = async (value, validation, { apiHolder, formData }) => {
  const api = apiHolder.get(adaptiveApiRef);
  const catalog = apiHolder.get(catalogApiRef);
  if (!api || !catalog) return;
  const form = readForm({ formData });
  const state = await loadEngine({ api, catalog }, form).catch(() => undefined);
  if (!state) return;
  const change = readChange(changeOfForm({ ...form, change: value }));
  const { engine } = changeEngine(state, change);
  for (const { severity, path, sentence, remedy } of validateEngine(engine)) {
    if (severity === 'error' && /^(pools|chartVersion)\b/.test(path)) {
      validation.addError(`${sentence}. ${remedy}.`);
    }
  }
};
