import { Fragment } from 'react';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { Link } from '@backstage/core-components';
import {
  stringifyEngineRef,
  type ClusterCapacityView,
  type EngineRef,
  type GpuProductCapacity,
} from '@adaptive-portal/plugin-adaptive-common';
import { count } from '../../format';
import { DataTable, RowHeader } from '../common/DataTable';
import { FreshnessLabel } from '../common/FreshnessLabel';
import { Section } from '../common/Section';
import { StateLabel } from '../common/StateLabel';
import { GpuBar } from './GpuBar';

const COLUMNS = [
  { id: 'product', title: 'GPU product', width: '20%' },
  { id: 'use', title: 'Use', width: '22%' },
  { id: 'free', title: 'Free', align: 'right' as const, width: '7%' },
  {
    id: 'largest',
    title: 'On one node',
    help: 'Most GPUs free on one node: a larger replica does not fit',
    align: 'right' as const,
    width: '10%',
  },
  {
    id: 'total',
    title: 'Of',
    help: 'GPUs that ready nodes offer to pods',
    align: 'right' as const,
    width: '7%',
  },
  { id: 'holders', title: 'Held by', width: '34%' },
];

const useStyles = makeStyles(theme => ({
  row: { '& > *': { verticalAlign: 'top' } },
  quiet: { color: theme.palette.text.secondary },
  line: {
    padding: theme.spacing(0, 1.5, 1.5),
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: theme.spacing(2),
  },
  holders: { listStyle: 'none', margin: 0, padding: 0 },
}));

type PathOf = (ref: EngineRef) => string | undefined;

/**
 * GPUs of one cluster: a row per product, and the pools that wait for some.
 *
 * @internal
 */
export function CapacitySection(props: {
  capacity: ClusterCapacityView;
  pathOf: PathOf;
}) {
  const { capacity, pathOf } = props;
  const classes = useStyles();
  const { products, waiting, freshness } = capacity;
  return (
    <Section title={capacity.title}>
      <Typography variant="body2" component="div" className={classes.line}>
        <FreshnessLabel freshness={freshness} />
        {freshness.message && (
          <span className={classes.quiet}>{freshness.message}</span>
        )}
      </Typography>
      {products && products.length > 0 ? (
        <DataTable caption={`GPUs of ${capacity.title}`} columns={COLUMNS}>
          {products.map(product => (
            <ProductRow
              key={`${product.resource} ${product.product}`}
              product={product}
              pathOf={pathOf}
            />
          ))}
        </DataTable>
      ) : (
        <Typography variant="body2" className={classes.line}>
          {products
            ? 'No node has GPUs.'
            : 'Nodes or pods cannot be listed, so what is free is not known.'}
        </Typography>
      )}
      {waiting.map(({ ref, pool, resource, pods, gpus }) => (
        <Typography
          key={`${stringifyEngineRef(ref)} ${pool} ${resource}`}
          variant="body2"
          component="div"
          className={classes.line}
        >
          <StateLabel wording={{ label: 'Waiting', tone: 'critical' }}>
            <span>
              Pool {pool} of <EngineName engine={ref} pathOf={pathOf} /> waits
              for {count(gpus, 'GPU')} with {count(pods, 'pod')}
            </span>
          </StateLabel>
        </Typography>
      ))}
    </Section>
  );
}

function ProductRow(props: { product: GpuProductCapacity; pathOf: PathOf }) {
  const { product, pathOf } = props;
  const classes = useStyles();
  const { engines, otherAllocated } = product;
  return (
    <TableRow className={classes.row}>
      <RowHeader>
        {product.product}
        <div className={classes.quiet}>
          {product.resource}, {count(product.nodes, 'node')}
        </div>
      </RowHeader>
      <TableCell>
        <GpuBar product={product} />
      </TableCell>
      <TableCell align="right">{product.free}</TableCell>
      <TableCell align="right">{product.largestFreeOnOneNode}</TableCell>
      <TableCell align="right">{product.allocatable}</TableCell>
      <TableCell>
        <ul className={classes.holders}>
          {engines.map(({ ref, allocated }) => (
            <li key={stringifyEngineRef(ref)}>
              <EngineName engine={ref} pathOf={pathOf} />: {allocated}
            </li>
          ))}
          {otherAllocated > 0 && (
            <li
              className={classes.quiet}
              title="Other tenants, and engines that you may not see"
            >
              everything else: {otherAllocated}
            </li>
          )}
          {engines.length === 0 && otherAllocated === 0 && (
            <li className={classes.quiet}>nobody</li>
          )}
        </ul>
      </TableCell>
    </TableRow>
  );
}

function EngineName(props: { engine: EngineRef; pathOf: PathOf }) {
  const { engine } = props;
  const path = props.pathOf(engine);
  const name = `${engine.namespace}/${engine.release}`;
  return (
    <Fragment>{path ? <Link to={path}>{name}</Link> : <b>{name}</b>}</Fragment>
  );
}
