import { useCallback, useState } from 'react';
import FormHelperText from '@material-ui/core/FormHelperText';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useApi } from '@backstage/core-plugin-api';
import type { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import type { JsonObject } from '@backstage/types';
import type { AdaptiveApi } from '@adaptive-portal/plugin-adaptive-common';
import { adaptiveApiRef } from '../../api';
import { useRequest } from '../../live/useRequest';
import { readForm } from '../poolsContext';
import type { secretsFieldSchema } from '../schemas';
import { valueAt } from '../sections/sectionValues';
import { readSealingKey } from './sealValue';
import { RemoteKeys, SealedKeys } from './SecretInputs';
import { findInSecrets, neededSecrets } from './secretsValue';

const MODES = {
  existing: {
    title: 'They are there already',
    help: 'Somebody has made the Secrets in the namespace.',
  },
  manual: {
    title: 'By hand',
    help: 'The README of the engine has the kubectl commands.',
  },
  externalSecrets: {
    title: 'External Secrets Operator',
    help: 'It copies the values from a store; git has the names of the entries.',
  },
  sealedSecrets: {
    title: 'Sealed Secrets',
    help: "Values are sealed in this browser with the cluster's public certificate; only sealed ones leave it.",
  },
} as const;

const STORES = ['ClusterSecretStore', 'SecretStore'];

const useStyles = makeStyles(theme => ({
  root: { margin: theme.spacing(2, 0) },
  store: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(15rem, 1fr))',
    gap: theme.spacing(1.5),
    marginTop: theme.spacing(2),
  },
}));

type Mode = keyof typeof MODES;
const isMode = (value: unknown): value is Mode =>
  typeof value === 'string' && Object.hasOwn(MODES, value);

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/**
 * How the Secrets of the engine come into its namespace. No value of a Secret is ever part of the form's values.
 *
 * @internal
 */
export function SecretsField(props: (typeof secretsFieldSchema)['TProps']) {
  const { formData, onChange, formContext, schema, idSchema } = props;
  const classes = useStyles();
  const supply = formData ?? {};
  const form = { ...readForm(formContext), secretsSupply: supply };
  const mode = isMode(supply.mode) ? supply.mode : 'existing';
  const secrets = neededSecrets(form);
  const refused = (props.rawErrors ?? []).length > 0;
  const shared = { supply, disabled: props.disabled, onChange };
  return (
    <div className={classes.root}>
      <TextField
        id={idSchema?.$id}
        label={schema.title ?? 'Secrets'}
        fullWidth
        select
        disabled={props.disabled}
        value={mode}
        helperText={MODES[mode].help}
        FormHelperTextProps={{ style: { marginLeft: 0 } }}
        // What belongs to one way means nothing for another.
        onChange={event => onChange({ mode: event.target.value })}
      >
        {Object.entries(MODES).map(([id, { title }]) => (
          <MenuItem key={id} value={id}>
            {title}
          </MenuItem>
        ))}
      </TextField>
      {mode === 'externalSecrets' && (
        <>
          <Store supply={supply} onChange={onChange} />
          {secrets.map(secret => (
            <RemoteKeys key={secret.id} {...shared} secret={secret} />
          ))}
        </>
      )}
      {mode === 'sealedSecrets' && <Sealing form={form} {...shared} />}
      {refused &&
        findInSecrets(form)
          .filter(({ severity }) => severity === 'error')
          .map(({ sentence, remedy }) => (
            <FormHelperText error key={sentence}>
              {sentence}. {remedy}.
            </FormHelperText>
          ))}
    </div>
  );
}

function Store(props: {
  supply: JsonObject;
  onChange: (supply: JsonObject) => void;
}) {
  const { supply, onChange } = props;
  const classes = useStyles();
  const kind = text(valueAt(supply, 'store.kind')) || STORES[0];
  const name = text(valueAt(supply, 'store.name'));
  return (
    <div className={classes.store}>
      <TextField
        id="secrets-store-kind"
        label="Kind of store"
        variant="outlined"
        size="small"
        select
        value={kind}
        onChange={event =>
          onChange({ ...supply, store: { kind: event.target.value, name } })
        }
      >
        {STORES.map(item => (
          <MenuItem key={item} value={item}>
            {item}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        id="secrets-store-name"
        label="Name of the store"
        variant="outlined"
        size="small"
        InputLabelProps={{ shrink: true }}
        value={name}
        onChange={event =>
          onChange({ ...supply, store: { kind, name: event.target.value } })
        }
      />
    </div>
  );
}

/** The certificate is a fact about the cluster, whatever the repository is. */
async function certificateOf(
  api: AdaptiveApi,
  place: { cluster: string; namespace: string; release: string },
  chosen: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const repositoryId =
    chosen || (await api.getRepositories({ signal })).items[0]?.id;
  if (repositoryId === undefined) return undefined;
  const facts = await api.plan(
    { repositoryId, operation: 'apply', engine: place },
    { signal },
  );
  return facts.sealedSecretsCertificate;
}

function Sealing(props: {
  form: JsonObject;
  supply: JsonObject;
  disabled?: boolean;
  onChange: (supply: JsonObject) => void;
}) {
  const { form } = props;
  const classes = useStyles();
  const api = useApi(adaptiveApiRef);
  const [pasted, setPasted] = useState('');
  const cluster = text(form.cluster);
  const namespace = text(form.namespace);
  const release = text(form.name);
  const repositoryId = text(form.repositoryId);
  const { state } = useRequest(
    useCallback(
      async signal => {
        const certificate =
          pasted ||
          (await certificateOf(
            api,
            { cluster, namespace, release },
            repositoryId,
            signal,
          ));
        return certificate === undefined
          ? undefined
          : readSealingKey(certificate, new Date());
      },
      [api, cluster, namespace, release, repositoryId, pasted],
    ),
  );
  if (state.status === 'loading') {
    return (
      <Typography variant="body2" role="status">
        Reading the certificate of cluster {cluster} …
      </Typography>
    );
  }
  if (state.status === 'failed' || state.value === undefined) {
    return (
      <div className={classes.root}>
        <Typography variant="body2" role="alert">
          {state.status === 'failed'
            ? `There is no certificate to seal with: ${state.error.message}.`
            : `No certificate is configured for cluster ${cluster}.`}{' '}
          Paste the one that &apos;kubeseal --fetch-cert&apos; prints.
        </Typography>
        <TextField
          id="secrets-certificate"
          label="Certificate (PEM, public)"
          variant="outlined"
          size="small"
          fullWidth
          multiline
          minRows={3}
          margin="normal"
          value={pasted}
          onChange={event => setPasted(event.target.value)}
        />
      </div>
    );
  }
  const sealingKey = state.value;
  return (
    <>
      {neededSecrets(form).map(secret => (
        <SealedKeys
          key={secret.scope}
          supply={props.supply}
          disabled={props.disabled}
          onChange={props.onChange}
          secret={secret}
          sealingKey={sealingKey}
        />
      ))}
    </>
  );
}

/**
 * Refuses Secrets that the engine could not read, one sentence per finding.
 *
 * @internal
 */
export const validateSecrets: CustomFieldValidator<
  (typeof secretsFieldSchema)['TOutput']
> = (secretsSupply, validation, { formData }) => {
  const form = { ...readForm({ formData }), secretsSupply };
  for (const { severity, sentence, remedy } of findInSecrets(form)) {
    if (severity === 'error') validation.addError(`${sentence}. ${remedy}.`);
  }
};
