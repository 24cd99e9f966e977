import type { JsonValue } from '@backstage/types';
import { Document, Scalar, parse, visit } from 'yaml';

/** Text that every YAML reader takes as text without quotes. */
const PLAIN = /^[A-Za-z/_][A-Za-z0-9/._-]*$/;

/** Whether a reader of YAML 1.1 (Helm, kubectl) or 1.2 would take the bare text as that text. */
function isPlainText(text: string): boolean {
  return (
    PLAIN.test(text) &&
    parse(text, { version: '1.1' }) === text &&
    parse(text, { version: '1.2' }) === text &&
    // YAML 1.1 of Go also has these, which the library's schema leaves out.
    !/^(y|n)$/i.test(text)
  );
}

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
        scalar.type = isPlainText(scalar.value)
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
