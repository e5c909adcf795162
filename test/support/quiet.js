// logs and metrics of functions under test go nowhere
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
process.env.POWERTOOLS_METRICS_DISABLED = 'true';
process.env.POWERTOOLS_METRICS_NAMESPACE = 'Nestling';
process.env.POWERTOOLS_SERVICE_NAME = 'test';
