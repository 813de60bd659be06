export { type Config, type Environment, readConfig } from './config/config.js';
export { createService, type Service, type ServiceOptions, SKILL_VERSION } from './main.js';
