/** One after the other: for what must not be in flight together. */
export async function inOrder<Item, Value>(
  items: Iterable<Item>,
  task: (item: Item) => Promise<Value>,
): Promise<Value[]> {
  const values: Value[] = [];
  for (const item of items) values.push(await task(item));
  return values;
}
