import { useState } from 'react';
import Button from '@material-ui/core/Button';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { toError } from '@backstage/errors';
import type { JsonObject, JsonValue } from '@backstage/types';
import { valueAt, withValueAt } from '../sections/sectionValues';
import { sealValue, type SealingKey } from './sealValue';
import type { NeededSecret } from './secretsValue';

const useStyles = makeStyles(theme => ({
  group: { border: 0, margin: theme.spacing(2, 0, 0), padding: 0, minWidth: 0 },
  legend: { padding: 0, ...theme.typography.body2, fontWeight: 600 },
  keys: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(15rem, 1fr))',
    gap: theme.spacing(1.5),
    marginTop: theme.spacing(1),
  },
  sealed: { display: 'flex', alignItems: 'center', gap: theme.spacing(1) },
}));

type Supply = {
  supply: JsonObject;
  secret: NeededSecret;
  disabled?: boolean;
  onChange: (supply: JsonObject) => void;
};

function put(supply: JsonObject, path: string, value: JsonValue | undefined) {
  const next = withValueAt(supply, path, value);
  return typeof next === 'object' && next !== null && !Array.isArray(next)
    ? next
    : {};
}

function Group(props: { secret: NeededSecret; children: React.ReactNode }) {
  const classes = useStyles();
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>
        {props.secret.title}: Secret {props.secret.name}
      </legend>
      <div className={classes.keys}>{props.children}</div>
    </fieldset>
  );
}

/**
 * Where the values of a Secret are in the store of the External Secrets Operator.
 *
 * @internal
 */
export function RemoteKeys(props: Supply) {
  const { supply, secret, onChange } = props;
  return (
    <Group secret={secret}>
      {secret.keys.flatMap(key =>
        ['key', 'property'].map(part => {
          const path = `remoteKeys.${secret.id}.${key}.${part}`;
          const value = valueAt(supply, path);
          return (
            <TextField
              key={path}
              id={`secrets-${path}`}
              label={part === 'key' ? `${key}: entry` : `${key}: property`}
              variant="outlined"
              size="small"
              fullWidth
              disabled={props.disabled}
              InputLabelProps={{ shrink: true }}
              placeholder={part === 'key' ? 'adaptive/chat' : '(whole entry)'}
              value={typeof value === 'string' ? value : ''}
              onChange={event =>
                onChange(put(supply, path, event.target.value))
              }
            />
          );
        }),
      )}
    </Group>
  );
}

/**
 * Values of a Secret, sealed as soon as their field is left. Only what is sealed goes into the form.
 *
 * @internal
 */
export function SealedKeys(props: Supply & { sealingKey: SealingKey }) {
  const { supply, secret, onChange, sealingKey } = props;
  const current = valueAt(supply, `sealedFor.${secret.id}`) === secret.scope;
  const seal = async (key: string, value: string) => {
    const sealed = await sealValue(value, {
      key: sealingKey,
      scope: secret.scope,
    });
    // What was sealed for another name cannot be read any more.
    const kept = current
      ? supply
      : put(supply, `encryptedData.${secret.id}`, undefined);
    onChange(
      put(
        put(kept, `encryptedData.${secret.id}.${key}`, sealed),
        `sealedFor.${secret.id}`,
        secret.scope,
      ),
    );
  };
  return (
    <Group secret={secret}>
      {secret.keys.map(key => (
        <SealedKey
          key={key}
          id={`secrets-${secret.id}-${key}`}
          label={key}
          disabled={props.disabled}
          sealed={
            current &&
            valueAt(supply, `encryptedData.${secret.id}.${key}`) !== undefined
          }
          onSeal={value => seal(key, value)}
        />
      ))}
    </Group>
  );
}

/** Keys whose values have several lines. */
const LONG = ['oidcProviders'];

function SealedKey(props: {
  id: string;
  label: string;
  sealed: boolean;
  disabled?: boolean;
  onSeal: (value: string) => Promise<void>;
}) {
  const { id, label, sealed, onSeal } = props;
  const classes = useStyles();
  // The only place where a value is; gone once it is sealed, or the page is left.
  const [value, setValue] = useState('');
  const [replacing, setReplacing] = useState(false);
  const [fault, setFault] = useState<string>();
  const long = LONG.includes(label);
  const seal = async () => {
    if (value === '') {
      setReplacing(false);
      return;
    }
    try {
      await onSeal(value);
      setValue('');
      setReplacing(false);
      setFault(undefined);
    } catch (error) {
      setFault(toError(error).message);
    }
  };
  if (sealed && !replacing) {
    return (
      <div className={classes.sealed}>
        <Typography variant="body2">{label}: sealed</Typography>
        <Button
          size="small"
          disabled={props.disabled}
          aria-label={`Replace ${label}`}
          onClick={() => setReplacing(true)}
        >
          Replace
        </Button>
      </div>
    );
  }
  return (
    <TextField
      id={id}
      label={label}
      variant="outlined"
      size="small"
      fullWidth
      type={long ? 'text' : 'password'}
      multiline={long}
      minRows={long ? 3 : undefined}
      disabled={props.disabled}
      error={fault !== undefined}
      helperText={fault ?? 'Sealed when you leave the field.'}
      InputLabelProps={{ shrink: true }}
      inputProps={{ autoComplete: 'new-password', spellCheck: false }}
      value={value}
      onChange={event => setValue(event.target.value)}
      onBlur={seal}
      onKeyDown={event => {
        // Enter would send the form before the value is sealed.
        if (event.key === 'Enter' && !long) {
          event.preventDefault();
          seal();
        }
      }}
    />
  );
}
