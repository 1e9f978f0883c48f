// The picture of the last seconds' loudness.

/** Each bar stands for that long. */
const BAR_DURATION_MS = 90;
const BAR_WIDTH_PX = 3;
const BAR_GAP_PX = 3;

/** Quieter than this is drawn as nothing, full scale as the whole height. */
const FLOOR_DB = -54;

/** Somebody who wants things to stand still gets one bar that changes now and then. */
const CALM_INTERVAL_MS = 500;

/** Draws bars that move from right to left while something is played. */
export class LevelMeter {
	readonly #canvas: HTMLCanvasElement;
	readonly #readLevel: () => number;
	readonly #isCalm = matchMedia('(prefers-reduced-motion: reduce)');
	#heights: number[] = [];
	#timer: ReturnType<typeof setInterval> | undefined;

	/** @param readLevel - root mean square of what is heard now, full scale 1 */
	constructor(canvas: HTMLCanvasElement, readLevel: () => number) {
		this.#canvas = canvas;
		this.#readLevel = readLevel;
		new ResizeObserver(() => this.#draw()).observe(canvas);
		matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
	}

	/** Begins to move; harmless when it does already. */
	start(): void {
		const intervalMs = this.#isCalm.matches ? CALM_INTERVAL_MS : BAR_DURATION_MS;
		// A few times a second: animation frames would keep a phone busy sixty times.
		this.#timer ??= setInterval(() => this.#step(), intervalMs);
	}

	/** Stands still and empty. */
	stop(): void {
		clearInterval(this.#timer);
		this.#timer = undefined;
		this.#heights = [];
		this.#draw();
	}

	#step(): void {
		if (!document.hidden) {
			this.#heights.push(heightOf(this.#readLevel()));
			this.#draw();
		}
	}

	#draw(): void {
		const { clientWidth: width, clientHeight: height } = this.#canvas;
		const ratio = devicePixelRatio;
		this.#canvas.width = Math.round(width * ratio);
		this.#canvas.height = Math.round(height * ratio);
		const context = this.#canvas.getContext('2d');
		if (!context) {
			return;
		}
		context.scale(ratio, ratio);
		const style = getComputedStyle(this.#canvas);
		const colors = { on: style.color, off: style.getPropertyValue('--meter-off') };
		if (this.#isCalm.matches) {
			this.#drawBar(context, { width, height, colors });
		} else {
			this.#drawHistory(context, { width, height, colors });
		}
	}

	#drawHistory(context: CanvasRenderingContext2D, { width, height, colors }: Drawing): void {
		const count = Math.floor((width + BAR_GAP_PX) / (BAR_WIDTH_PX + BAR_GAP_PX));
		this.#heights = this.#heights.slice(-count);
		for (let bar = 0; bar < count; bar++) {
			const level = this.#heights[this.#heights.length - count + bar] ?? 0;
			const barHeight = Math.max(BAR_WIDTH_PX, level * height);
			context.fillStyle = level > 0 ? colors.on : colors.off;
			context.beginPath();
			context.roundRect(
				bar * (BAR_WIDTH_PX + BAR_GAP_PX),
				(height - barHeight) / 2,
				BAR_WIDTH_PX,
				barHeight,
				BAR_WIDTH_PX / 2,
			);
			context.fill();
		}
	}

	#drawBar(context: CanvasRenderingContext2D, { width, height, colors }: Drawing): void {
		const level = this.#heights.at(-1) ?? 0;
		this.#heights = this.#heights.slice(-1);
		const thickness = height / 4;
		const top = (height - thickness) / 2;
		context.fillStyle = colors.off;
		context.fillRect(0, top, width, thickness);
		context.fillStyle = colors.on;
		context.fillRect(0, top, width * level, thickness);
	}
}

interface Drawing {
	width: number;
	height: number;
	colors: { on: string; off: string };
}

/** 0 to 1, by decibels, as ears judge. */
function heightOf(level: number): number {
	const db = 20 * Math.log10(Math.max(level, Number.MIN_VALUE));
	return Math.min(1, Math.max(0, 1 - db / FLOOR_DB));
}
