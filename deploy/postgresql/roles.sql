-- One database; a role for each service, which makes a schema of its own there and can read no other's.
CREATE DATABASE tributary ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE tributary FROM PUBLIC;
CREATE ROLE "payer-edi" LOGIN;
CREATE ROLE "lockbox" LOGIN;
CREATE ROLE "document-extraction" LOGIN;
CREATE ROLE "cash-application" LOGIN;
CREATE ROLE "erp-posting" LOGIN;
CREATE ROLE "operations" LOGIN;
GRANT CONNECT, CREATE, TEMPORARY ON DATABASE tributary
  TO "payer-edi", "lockbox", "document-extraction", "cash-application", "erp-posting", "operations";
