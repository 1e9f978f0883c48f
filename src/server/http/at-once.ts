// Going on with what may have to be waited for, and mostly is there already.

/**
 * Goes on at once where a value is there, else when it is. A promise would cost a request a turn,
 * and whoever answers one with it some microseconds more.
 */
export function atOnce<Value, Result>(
	value: Value | Promise<Value>,
	goOn: (value: Value) => Result,
): Result | Promise<Awaited<Result>> {
	return value instanceof Promise
		? value.then(goOn as (value: Value) => Awaited<Result>)
		: goOn(value);
}
