import { Fragment } from 'react';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import type { JsonValue } from '@backstage/types';
import type {
  KeyChange,
  ObjectChange,
} from '@adaptive-portal/plugin-adaptive-manifests';
import { DataTable, RowHeader } from '../../components/common/DataTable';

const COLUMNS = [
  { id: 'object', title: 'Object', width: '26%' },
  { id: 'key', title: 'Key', width: '34%' },
  { id: 'before', title: 'Before', width: '20%' },
  { id: 'after', title: 'After', width: '20%' },
];

const MAX_TEXT = 200;

const useStyles = makeStyles({
  row: { '& > *': { verticalAlign: 'top', overflowWrap: 'anywhere' } },
});

function shown(value: JsonValue | undefined, hidden?: boolean): string {
  if (hidden) return 'not shown';
  if (value === undefined) return '–';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)} …` : text;
}

/**
 * What differs in values and manifests, whatever the order and the comments.
 *
 * @internal
 */
export function ChangesTable({ changes }: { changes: ObjectChange[] }) {
  return (
    <DataTable caption="What changes in values and objects" columns={COLUMNS}>
      {changes.map(object => (
        <ObjectRows
          key={`${object.kind} ${object.path} ${object.name}`}
          object={object}
        />
      ))}
    </DataTable>
  );
}

function ObjectRows({ object }: { object: ObjectChange }) {
  const classes = useStyles();
  const keys: Array<KeyChange | undefined> =
    object.keys.length > 0 ? object.keys : [undefined];
  return (
    <>
      {keys.map((key, index) => (
        <TableRow key={key?.key ?? ''} className={classes.row}>
          {index === 0 && (
            <RowHeader scope="rowgroup" rowSpan={keys.length}>
              {object.kind} {object.name}
            </RowHeader>
          )}
          {key ? (
            <Fragment>
              <TableCell>
                <code>{key.key}</code>
              </TableCell>
              <TableCell>
                {key.change === 'added' ? '–' : shown(key.before, key.hidden)}
              </TableCell>
              <TableCell>
                {key.change === 'removed' ? '–' : shown(key.after, key.hidden)}
              </TableCell>
            </Fragment>
          ) : (
            <TableCell colSpan={3}>{object.change}</TableCell>
          )}
        </TableRow>
      ))}
    </>
  );
}
