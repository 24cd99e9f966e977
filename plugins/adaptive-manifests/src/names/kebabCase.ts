/*
 * The chart up to 0.23 names pools with sprig's `kebabcase`, which is `ToKebabCase` of huandu/xstrings. Its rules
 * are not those of any JavaScript library: a number after letters starts a word of its own only when lower case
 * letters follow it (`l40s` becomes `l-40s`, `a100` stays). This follows its word rules, checked against Helm.
 */

type WordKind =
  | 'connector'
  | 'punct'
  | 'upper'
  | 'lower'
  | 'number'
  | 'other'
  | 'end';

interface Word {
  kind: WordKind;
  text: string;
}

const END: Word = { kind: 'end', text: '' };

const PATTERNS: Array<[WordKind, RegExp]> = [
  ['connector', /[-_\s]+/uy],
  // Hyphens and underscores count as punctuation after the first character of such a word.
  ['punct', /(?![-_])\p{P}+/uy],
  // An upper case run gives its last letter to the lower case letters after it: `HTTPStatus` is HTTP, Status.
  [
    'upper',
    /\p{Lu}+(?=\p{Lu}(?!\p{Lu})\p{L})|\p{Lu}{2,}|\p{Lu}(?:(?!\p{Lu})\p{L})*/uy,
  ],
  ['lower', /(?:(?!\p{Lu})\p{L})+/uy],
  ['number', /\p{N}+/uy],
  ['other', /[^-_\s\p{P}\p{L}\p{N}]+/uy],
];

function wordAt(text: string, offset: number): Word {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = offset;
    const match = pattern.exec(text);
    if (match) {
      return { kind, text: match[0] };
    }
  }
  // A lone surrogate matches no class; pass it through.
  return { kind: 'other', text: text.charAt(offset) };
}

function splitWords(text: string): Word[] {
  const words: Word[] = [];
  for (let offset = 0; offset < text.length; ) {
    const word = wordAt(text, offset);
    words.push(word);
    offset += word.text.length;
  }
  return words;
}

function written({ kind, text }: Word): string {
  if (kind === 'connector') {
    return '-'.repeat(text.length);
  }
  return kind === 'upper' ? text.toLowerCase() : text;
}

/** Whether a word that is not glued to the one before it needs a hyphen of ours in between. */
function needsHyphen(next: Word): boolean {
  return !['connector', 'punct', 'end'].includes(next.kind);
}

class WordReader {
  private index = 0;
  constructor(private readonly words: Word[]) {}

  next(): Word {
    const word = this.words[this.index] ?? END;
    this.index += 1;
    return word;
  }

  get atEnd(): boolean {
    return this.index >= this.words.length;
  }
}

/**
 * Does what sprig's `kebabcase` does, which Helm offers to charts.
 *
 * @internal
 */
export function kebabCase(text: string): string {
  const reader = new WordReader(splitWords(text));
  let out = '';
  let word = reader.next();

  const takeLettersAndNumbers = () => {
    while (word.kind === 'lower' || word.kind === 'number') {
      out += written(word);
      word = reader.next();
    }
    if (needsHyphen(word)) {
      out += '-';
    }
  };

  while (!reader.atEnd) {
    const previous = word;
    out += written(previous);
    word = reader.next();
    if (previous.kind === 'number') {
      takeLettersAndNumbers();
    } else if (previous.kind === 'connector' || previous.kind === 'punct') {
      // Nothing joins a word to the connector before it.
    } else if (word.kind !== 'number') {
      out += needsHyphen(word) ? '-' : '';
    } else if (!reader.atEnd) {
      const number = word;
      word = reader.next();
      if (word.kind === 'lower') {
        out += `-${number.text}`;
        takeLettersAndNumbers();
      } else {
        out += number.text;
        out += needsHyphen(word) ? '-' : '';
      }
    }
  }
  return out + written(word);
}
