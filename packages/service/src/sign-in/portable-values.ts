import {
  type KyselyPlugin,
  OperationNodeTransformer,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type PrimitiveValueListNode,
  type QueryResult,
  type RootOperationNode,
  type UnknownRow,
  type ValueNode,
} from 'kysely';

/** Columns whose 0 and 1 the library wants as false and true. */
const BOOLEANS: ReadonlySet<string> = new Set(['email_verified']);

/**
 * Lets a library that thinks in `Date` and `boolean` write our portable columns: instants are integer milliseconds there, booleans 0 or 1. Only
 * real `Date` and `boolean` values are changed on the way in, so no text of a user can be taken for one; on the way out the columns named `…_at`
 * and those of {@link BOOLEANS} are changed back.
 */
export class PortableValues implements KyselyPlugin {
  readonly #transformer = new ValuesToPortable();

  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    return this.#transformer.transformNode(node);
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return { ...result, rows: result.rows.map(fromPortable) };
  }
}

class ValuesToPortable extends OperationNodeTransformer {
  protected override transformValue(node: ValueNode): ValueNode {
    return { ...super.transformValue(node), value: toPortable(node.value) };
  }

  protected override transformPrimitiveValueList(node: PrimitiveValueListNode): PrimitiveValueListNode {
    return { ...super.transformPrimitiveValueList(node), values: node.values.map(toPortable) };
  }
}

function toPortable(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  return typeof value === 'boolean' ? Number(value) : value;
}

function fromPortable(row: UnknownRow): UnknownRow {
  const out: UnknownRow = {};
  for (const [column, value] of Object.entries(row)) {
    if (typeof value === 'number' && column.endsWith('_at')) out[column] = new Date(value);
    else out[column] = typeof value === 'number' && BOOLEANS.has(column) ? value === 1 : value;
  }
  return out;
}
