import { useCallback, useEffect } from 'react';
import FormHelperText from '@material-ui/core/FormHelperText';
import LinearProgress from '@material-ui/core/LinearProgress';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { useApi } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import type { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { adaptiveApiRef } from '../../api';
import { useRequest } from '../../live/useRequest';
import { readForm } from '../poolsContext';
import type { planReviewSchema } from '../schemas';
import { formIntent } from './formIntent';
import { loadPlan, type FormPlan } from './loadPlan';
import { PlanView } from './PlanView';

/** The value of the field: there is one as soon as it is shown, as the form asks only fields with a value. */
const REVIEWED = 'reviewed in the form';

/**
 * What the form is about to do, before anybody merges it. Made in the browser with the code of the actions, from facts
 * that the portal answers for the viewer.
 *
 * @internal
 */
export function PlanReview(props: (typeof planReviewSchema)['TProps']) {
  const { formData, onChange, formContext, uiSchema, idSchema } = props;
  const api = useApi(adaptiveApiRef);
  const catalog = useApi(catalogApiRef);
  // As text, so that a form that is rendered again with the same values does not ask again.
  const key = JSON.stringify({ ...readForm(formContext), plan: undefined });
  const { state, retry } = useRequest<FormPlan | undefined>(
    useCallback(
      async signal => {
        const intent = await formIntent(JSON.parse(key), catalog);
        return intent && loadPlan({ api, intent, signal });
      },
      [api, catalog, key],
    ),
  );
  useEffect(() => {
    if (formData !== REVIEWED) onChange(REVIEWED);
  }, [formData, onChange]);
  const refused = (props.rawErrors ?? []).length > 0;

  return (
    <section id={idSchema?.$id} aria-label="Plan">
      {state.status === 'loading' && (
        <div role="status">
          <Typography variant="body2">Making the plan …</Typography>
          <LinearProgress />
        </div>
      )}
      {state.status === 'failed' && (
        <Typography variant="body2" role="alert" component="div">
          No plan can be made: {state.error.message}.{' '}
          <Button size="small" variant="outlined" onClick={retry}>
            Try again
          </Button>
        </Typography>
      )}
      {state.status === 'done' && state.value === undefined && (
        <Typography variant="body2" color="textSecondary">
          The plan shows here once a repository is chosen.
        </Typography>
      )}
      {state.status === 'done' && state.value && (
        <PlanView
          plan={state.value}
          pages={uiSchema?.['ui:options']?.pages ?? {}}
          onRetry={retry}
        />
      )}
      {refused && (
        <FormHelperText error>
          The plan has errors; correct them to go on.
        </FormHelperText>
      )}
    </section>
  );
}

/**
 * Refuses a plan with errors, one sentence each. Facts are asked for anew, as time has passed.
 *
 * @internal
 */
export const validatePlan: CustomFieldValidator<string> = async (
  _,
  validation,
  { apiHolder, formData },
) => {
  const api = apiHolder.get(adaptiveApiRef);
  const catalog = apiHolder.get(catalogApiRef);
  if (!api || !catalog) return;
  const intent = await formIntent(readForm({ formData }), catalog);
  if (!intent) return;
  const { findings } = await loadPlan({ api, intent });
  for (const { severity, sentence, remedy } of findings) {
    if (severity === 'error') validation.addError(`${sentence}. ${remedy}.`);
  }
};
