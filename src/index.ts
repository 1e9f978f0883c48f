// The bot with the built-in podcast server, or the bot alone with a foreign one.
import { runBot } from './program/run-bot.js';
import { runProgram } from './program/run-program.js';

await runProgram('bot', runBot);
