// PostgreSQL's own client library: every option of a connection, TLS and failover as its manual says.
#include <libpq-fe.h>
