import type { JsonValue } from '@backstage/types';
import { Document, Scalar, visit } from 'yaml';

/**
 * Text without anything that YAML gives a meaning to: a colon or space only before a word. As it begins with a
 * letter, it is no number or date either.
 */
const PLAIN =
  /^[A-Za-z/_](?:[A-Za-z0-9/._=-]|:(?=[A-Za-z0-9/])| (?=[A-Za-z0-9]))*$/;

/** Words that readers of YAML 1.1 (Helm, kubectl) or 1.2 take for null or a switch. */
const KEYWORD = /^(null|true|false|yes|no|on|off|y|n)$/i;

/**
 * Writes one YAML document in the key order of the value: the same value always gives the same bytes.
 *
 * Nothing is folded, anchored or tagged, and every text that any YAML reader could take for something else is
 * quoted, so that text stays text, whatever is in it.
 *
 * @param comment - lines to put above the document, without `#`
 */
export function toYaml(value: JsonValue, comment?: string): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, scalar) {
      if (typeof scalar.value === 'string') {
        scalar.type =
          PLAIN.test(scalar.value) && !KEYWORD.test(scalar.value)
            ? Scalar.PLAIN
            : Scalar.QUOTE_DOUBLE;
      }
    },
  });
  if (comment !== undefined) {
    document.commentBefore = comment
      .split('\n')
      .map(line => ` ${line}`)
      .join('\n');
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
