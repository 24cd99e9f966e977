import type { ReactNode } from 'react';
import clsx from 'clsx';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  // The caption names the table for screen readers; the section's heading does for all others.
  caption: {
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clip: 'rect(0 0 0 0)',
    whiteSpace: 'nowrap',
  },
  // Details inside a row may take its width, `100cqw`, where the table itself is wider and scrolls.
  container: { position: 'relative', containerType: 'inline-size' },
  table: {
    '& td, & th': {
      padding: theme.spacing(1, 1.5),
      fontSize: theme.typography.body2.fontSize,
      lineHeight: theme.typography.body2.lineHeight,
      borderBottom: `1px solid ${theme.palette.divider}`,
      wordBreak: 'normal',
      overflowWrap: 'break-word',
    },
    // Rows with details and spanning cells make stripes misleading.
    '& tbody .MuiTableRow-root.MuiTableRow-root': {
      backgroundColor: 'transparent',
    },
    '& tbody tr:last-child > *': { borderBottom: 'none' },
    '& thead th': {
      color: theme.palette.text.secondary,
      textTransform: 'none',
      whiteSpace: 'nowrap',
      backgroundColor: 'transparent',
    },
    '& td.MuiTableCell-alignRight': { fontVariantNumeric: 'tabular-nums' },
  },
  // Below this width the table scrolls instead of breaking its words.
  fixed: { tableLayout: 'fixed', minWidth: '58rem' },
}));

/**
 * Head of a column.
 *
 * @internal
 */
export interface Column {
  id: string;
  title: ReactNode;
  align?: 'right';
  /** What the numbers below are, on hover. */
  help?: string;
  /** Share of the table's width, for example `12%`. With it on every column a live table does not jump. */
  width?: string;
}

/**
 * A plain table with caption and column scopes; scrolls sideways where the screen is narrow.
 *
 * @internal
 */
export function DataTable(props: {
  caption: string;
  columns: Column[];
  children: ReactNode;
}) {
  const classes = useStyles();
  const fixed = props.columns.every(({ width }) => width !== undefined);
  return (
    <TableContainer className={classes.container}>
      <Table
        size="small"
        className={clsx(classes.table, fixed && classes.fixed)}
      >
        <caption className={classes.caption}>{props.caption}</caption>
        <TableHead>
          <TableRow>
            {props.columns.map(({ id, title, align, help, width }) => (
              <TableCell
                key={id}
                scope="col"
                align={align}
                title={help}
                style={{ width }}
              >
                {title}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>{props.children}</TableBody>
      </Table>
    </TableContainer>
  );
}

/**
 * The cell that names a row. The role is spelled out, as the table cell would make a plain cell of any `th` in a body.
 *
 * @internal
 */
export function RowHeader(props: {
  className?: string;
  scope?: 'row' | 'rowgroup';
  rowSpan?: number;
  children: ReactNode;
}) {
  return <TableCell component="th" scope="row" role="rowheader" {...props} />;
}
