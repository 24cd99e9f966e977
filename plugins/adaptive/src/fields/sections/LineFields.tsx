import { useState } from 'react';
import TextField, { type TextFieldProps } from '@material-ui/core/TextField';
import { parse, stringify } from 'yaml';
import type { JsonObject, JsonValue } from '@backstage/types';
import { toError } from '@backstage/errors';
import { isObject } from './sectionValues';

/** What a text field of a section gets from its surroundings. */
export type LineFieldProps = Pick<
  TextFieldProps,
  'id' | 'label' | 'placeholder' | 'error' | 'disabled' | 'helperText'
> & {
  value: JsonValue | undefined;
  onChange: (value: JsonValue | undefined) => void;
};

function Lines(
  props: Omit<LineFieldProps, 'value' | 'onChange'> & {
    text: string;
    onText: (text: string) => void;
    mono?: boolean;
  },
) {
  const { text, onText, mono, ...field } = props;
  return (
    <TextField
      {...field}
      fullWidth
      multiline
      minRows={mono ? 4 : 2}
      maxRows={20}
      variant="outlined"
      size="small"
      InputLabelProps={{ shrink: true }}
      inputProps={{
        spellCheck: false,
        style: mono ? { fontFamily: 'monospace' } : undefined,
      }}
      value={text}
      onChange={event => onText(event.target.value)}
    />
  );
}

/**
 * A list of texts, one per line.
 *
 * @internal
 */
export function ListLines({ value, onChange, ...field }: LineFieldProps) {
  const [text, setText] = useState(
    Array.isArray(value) ? value.join('\n') : '',
  );
  return (
    <Lines
      {...field}
      text={text}
      onText={next => {
        setText(next);
        onChange(
          next
            .split('\n')
            .map(line => line.trim())
            .filter(line => line !== ''),
        );
      }}
    />
  );
}

/** Keys and values of lines; a line without `=` has no value, which the rules refuse. */
function readMap(text: string): JsonObject {
  return Object.fromEntries(
    text
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== '')
      .map(line => {
        const at = line.indexOf('=');
        return at < 0
          ? [line, null]
          : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
      }),
  );
}

/**
 * A map of texts, one `key=value` per line.
 *
 * @internal
 */
export function MapLines({ value, onChange, ...field }: LineFieldProps) {
  const [text, setText] = useState(
    Object.entries(isObject(value) ? value : {})
      .map(([key, item]) => (item === null ? key : `${key}=${item}`))
      .join('\n'),
  );
  const lame = text
    .split('\n')
    .findIndex(line => line.trim() !== '' && !line.includes('='));
  return (
    <Lines
      {...field}
      error={field.error || lame >= 0}
      helperText={
        lame >= 0
          ? `Line ${lame + 1} has no '='; accepted is key=value`
          : field.helperText ?? 'One key=value per line.'
      }
      text={text}
      onText={next => {
        setText(next);
        onChange(readMap(next));
      }}
    />
  );
}

/** What is no YAML stays as text, which the rules refuse, and is there again when the form comes back. */
function readYaml(text: string): { value?: JsonValue; fault?: string } {
  if (text.trim() === '') return {};
  try {
    return { value: parse(text, { maxAliasCount: 0 }) ?? undefined };
  } catch (error) {
    return { value: text, fault: toError(error).message.split('\n')[0] };
  }
}

/**
 * A tree of values as YAML.
 *
 * @internal
 */
export function YamlLines({ value, onChange, ...field }: LineFieldProps) {
  const [text, setText] = useState(
    isObject(value) ? stringify(value) : String(value ?? ''),
  );
  const { fault } = readYaml(text);
  return (
    <Lines
      {...field}
      mono
      error={field.error || fault !== undefined}
      helperText={fault ? `This is no YAML: ${fault}` : field.helperText}
      text={text}
      onText={next => {
        setText(next);
        onChange(readYaml(next).value);
      }}
    />
  );
}
