/** Values by their place, each there once. */
export class Table<T> {
  private readonly places = new Map<string, number>();
  readonly values: T[] = [];

  add(value: T): number {
    const text = JSON.stringify(value);
    const known = this.places.get(text);
    if (known !== undefined) return known;
    this.places.set(text, this.values.length);
    return this.values.push(value) - 1;
  }
}
