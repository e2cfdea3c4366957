/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tools whose exports are recognised.  Headers are those of the tools' own sample files,
 * sources or documentation; lists marked "order not known" come from second hand, which does not
 * matter because columns are found by name.
 */
#include "config.h"
#include "io/foreign.h"

#include <string.h>
#include <strings.h>

#define SIGNATURES(...) (const char *const[]){ __VA_ARGS__, NULL }
#define END { NULL, F_NONE }

/* snipe/snipe-it: sample_csvs/assets-sample.csv and the older assets-sample-BAD.csv */
static const struct field_map snipe_assets[] = {
	{ "Asset Tag", F_TAG }, { "Name", F_NAME }, { "Item Name", F_NAME }, { "Serial", F_SERIAL },
	{ "Category", F_CATEGORY }, { "Manufacturer", F_MANUFACTURER }, { "Model", F_MODEL },
	{ "Model Name", F_MODEL }, { "Location", F_SITE },
	{ "Checked Out To: Username", F_USER }, { "Username", F_USER },
	{ "Company", F_OWNER }, { "Asset Notes", F_NOTES }, { "Notes", F_NOTES }, END,
};
static const struct profile snipe_it = {
	.id = "snipe-it", .name = "Snipe-IT assets",
	.signatures = SIGNATURES("Checked Out To: Username", "Asset EOL Date",
				 "Asset Tag+Model Number+Item Name+Warranty"),
	.rows = ROW_ASSET, .map = snipe_assets,
};

static const struct field_map snipe_licence_map[] = {
	{ "Item name", F_ITEM }, { "manufacturer", F_VENDOR }, { "serial number", F_LICENCE_KEY },
	{ "seats", F_SEATS }, { "purchase cost", F_COST }, { "purchase order", F_REFERENCE },
	{ "order number", F_REFERENCE }, { "purchase date", F_STARTS },
	{ "expiration date", F_ENDS }, { "notes", F_LICENCE_NOTES }, END,
};
static const struct profile snipe_licences = {
	.id = "snipe-it-licences", .name = "Snipe-IT licences",
	.signatures = SIGNATURES("seats+reassignable", "Licensed to Email"),
	.rows = ROW_LICENCE, .map = snipe_licence_map,
};

static const struct field_map snipe_user_map[] = {
	{ "Username", F_PERSON }, { "First Name", F_FIRST_NAME }, { "Last Name", F_LAST_NAME },
	{ "Email", F_EMAIL }, { "Phone", F_PHONE }, END,
};
static const struct profile snipe_users = {
	.id = "snipe-it-users", .name = "Snipe-IT users",
	.signatures = SIGNATURES("First Name+Last Name+Username+Gravatar",
				 "First Name+Last Name+Username+Employee Number"),
	.rows = ROW_PERSON, .map = snipe_user_map,
};

/* mghpcsim/rawfiles: netbox_devices.csv (labels); netbox/dcim/forms/bulk_import.py (field names) */
static const struct field_map netbox_map[] = {
	{ "Name", F_NAME }, { "Serial number", F_SERIAL }, { "serial", F_SERIAL },
	{ "Asset tag", F_TAG }, { "Site", F_SITE }, { "Platform", F_OS },
	{ "Operating System", F_OS }, { "Role", F_CATEGORY }, { "Manufacturer", F_MANUFACTURER },
	{ "Type", F_MODEL }, { "device_type", F_MODEL }, { "Owner", F_OWNER }, { "Tenant", F_OWNER },
	{ "IP Address", F_IP }, { "IPv4 Address", F_IP }, { "IPv6 Address", F_IP },
	{ "Tags", F_TAGS }, { "Description", F_NOTES }, { "Comments", F_NOTES }, END,
};
static const struct profile netbox = {
	.id = "netbox", .name = "NetBox devices",
	.signatures = SIGNATURES("Rack face", "Position (U)", "device_type+asset_tag",
				 "device_type+vc_position", "vc_position+airflow"),
	.rows = ROW_ASSET, .map = netbox_map, .kind = "network", .null_words = "None|False",
	.separators = ",",
};

/* allegro/ralph: data-centre export, back office import, warehouses */
static const struct field_map ralph_map[] = {
	{ "hostname", F_NAME }, { "sn", F_SERIAL }, { "barcode", F_TAG }, { "rack_str", F_RACK },
	{ "model_str", F_MODEL }, { "property_of_str", F_OWNER }, { "service_env", F_SERVICE_ENV },
	{ "service_env_str", F_SERVICE_ENV }, { "management_ip", F_IP }, { "tags_str", F_TAGS },
	{ "tags", F_TAGS }, { "remarks", F_NOTES }, END,
};
static const struct profile ralph = {
	.id = "ralph", .name = "Ralph data centre assets",
	.signatures = SIGNATURES("service_env+niw"), .rows = ROW_ASSET, .map = ralph_map,
	.kind = "server", .null_words = "None",
};

static const struct field_map ralph_office_map[] = {
	{ "sn", F_SERIAL }, { "barcode", F_TAG }, { "hostname", F_NAME },
	{ "service_env", F_SERVICE_ENV }, { "warehouse", F_PLACE_ID }, END,
};
static const struct profile ralph_office = {
	.id = "ralph-back-office", .name = "Ralph back office assets",
	.signatures = SIGNATURES("sn+warehouse+service_env"), .rows = ROW_ASSET,
	.map = ralph_office_map, .kind = "workstation", .null_words = "None",
};

static const struct field_map ralph_warehouse_map[] = {
	{ "id", F_PLACE_ID }, { "name", F_PLACE_NAME }, END,
};
static const struct profile ralph_warehouses = {
	.id = "ralph-warehouses", .name = "Ralph warehouses", .signatures = SIGNATURES("id+name"),
	.file_hint = "warehouse", .rows = ROW_SITE, .map = ralph_warehouse_map,
};

/* konveyor/tackle2-ui: application import template.  The tags are mapped by foreign_map.c, whose
 * columns are "Tag 1" to "Tag 20" or more. */
static const struct field_map konveyor_map[] = {
	{ "Record Type", F_RECORD_TYPE }, { "Record Type 1", F_RECORD_TYPE },
	{ "Application Name", F_NAME }, { "Description", F_NOTES }, { "Comments", F_NOTES },
	{ "Business Service", F_SERVICE }, { "Owner", F_OWNER }, { "Dependency", F_LINK_TO },
	{ "Dependency Direction", F_DIRECTION }, END,
};
static const struct profile konveyor = {
	.id = "konveyor", .name = "Konveyor applications",
	.signatures = SIGNATURES("Record Type+Dependency Direction",
				 "Record Type 1+Dependency Direction"),
	.rows = ROW_ASSET, .map = konveyor_map, .kind = "service",
};

/* Azure Migrate: import template; dependency export (order not known) */
static const struct field_map azure_map[] = {
	{ "*Server name", F_NAME }, { "*OS name", F_OS }, { "OS version", F_OS_VERSION },
	{ "IP addresses", F_IP }, { "Server type", F_CATEGORY }, END,
};
static const struct profile azure_migrate = {
	.id = "azure-migrate", .name = "Azure Migrate servers",
	.signatures = SIGNATURES("*Server name+*Cores", "Server name+Hypervisor+Boot type"),
	.rows = ROW_ASSET, .map = azure_map, .kind = "server", .separators = ";,",
};

static const struct field_map azure_link_map[] = {
	{ "Source server name", F_LINK_FROM }, { "Destination server name", F_LINK_TO }, END,
};
static const struct profile azure_links = {
	.id = "azure-dependencies", .name = "Azure Migrate dependencies",
	.signatures = SIGNATURES("Source server name+Destination server name"), .rows = ROW_LINK,
	.map = azure_link_map,
};

/* AWS Application Discovery Service / Migration Hub import template */
static const struct field_map aws_map[] = {
	{ "HostName", F_NAME }, { "VMware.VMName", F_NAME }, { "ExternalId", F_TAG },
	{ "SMBiosId", F_SERIAL }, { "IPAddress", F_IP }, { "MACAddress", F_MAC },
	{ "OS.Name", F_OS }, { "OS.Version", F_OS_VERSION }, { "Applications", F_SERVICE },
	{ "Tags", F_TAGS }, END,
};
static const struct profile aws = {
	.id = "aws-ads", .name = "AWS Application Discovery Service",
	.signatures = SIGNATURES("VMware.MoRefId", "ExternalId+SMBiosId"), .rows = ROW_ASSET,
	.map = aws_map, .kind = "server", .separators = ",",
};

/* Google Migration Center vmInfo */
static const struct field_map google_map[] = {
	{ "MachineName", F_NAME }, { "MachineId", F_TAG }, { "OsName", F_OS }, { "OsType", F_OS },
	{ "OsVersion", F_OS_VERSION }, { "IpAddressListSemiColonDelimited", F_IP },
	{ "PrimaryIPAddress", F_IP }, { "PrimaryMACAddress", F_MAC }, { "HostingLocation", F_SITE },
	END,
};
static const struct profile google = {
	.id = "google-mc", .name = "Google Migration Center",
	.signatures = SIGNATURES("IpAddressListSemiColonDelimited"), .rows = ROW_ASSET,
	.map = google_map, .kind = "vm", .separators = ";",
};

/* Microsoft Intune: DevicesWithInventory report; older files say Azure AD; API names too */
static const struct foreign_product intune_agent = {
	"microsoft-intune", "Microsoft Intune", "microsoft", "Microsoft", "other",
};
static const struct field_map intune_map[] = {
	{ "Device name", F_NAME }, { "DeviceName", F_NAME }, { "Serial number", F_SERIAL },
	{ "Device ID", F_AGENT_ID }, { "Last check-in", F_LAST_SEEN },
	{ "LastContact", F_LAST_SEEN }, { "OS", F_OS }, { "OS version", F_OS_VERSION },
	{ "EthernetMAC", F_MAC }, { "Wi-Fi MAC", F_MAC }, { "WiFiIPv4Address", F_IP },
	{ "Primary user UPN", F_USER }, { "UPN", F_USER },
	{ "Primary user display name", F_USER }, { "Manufacturer", F_MANUFACTURER },
	{ "Model", F_MODEL }, { "Device state", F_AGENT_STATUS }, END,
};
static const struct profile intune = {
	.id = "intune", .name = "Microsoft Intune devices",
	.signatures = SIGNATURES("Last check-in+Enrollment date",
				 "Device ID+Primary user UPN+Compliance",
				 "DeviceId+LastContact+SerialNumber"),
	.rows = ROW_ASSET, .map = intune_map, .kind = "workstation", .agent = &intune_agent,
};

/* Microsoft Entra ID: exportDevice_*.csv (order not known) */
static const struct field_map entra_map[] = {
	{ "displayName", F_NAME }, { "deviceId", F_TAG }, { "operatingSystem", F_OS },
	{ "operatingSystemVersion", F_OS_VERSION },
	{ "approximateLastSignInDateTime", F_LAST_SEEN }, { "registeredOwners", F_USER },
	{ "userNames", F_USER }, { "model", F_MODEL }, END,
};
static const struct profile entra = {
	.id = "entra", .name = "Microsoft Entra ID devices",
	.signatures = SIGNATURES("approximateLastSignInDateTime"), .rows = ROW_ASSET,
	.map = entra_map, .kind = "workstation",
};

/* CrowdStrike Falcon: console export (order not known), falconpy samples/hosts/hosts_report.py */
static const struct foreign_product falcon = {
	"crowdstrike-falcon", "CrowdStrike Falcon", "crowdstrike", "CrowdStrike", "edr",
};
static const struct field_map falcon_map[] = {
	{ "Hostname", F_NAME }, { "Serial Number", F_SERIAL }, { "Host ID", F_AGENT_ID },
	{ "Sensor Version", F_AGENT_VERSION }, { "Status", F_AGENT_STATUS },
	{ "Uninstall Protection", F_PROTECTION }, { "Last Seen", F_LAST_SEEN },
	{ "OS Version", F_OS_VERSION }, { "OS Product Name", F_OS }, { "Platform", F_OS },
	{ "MAC Address", F_MAC }, { "Connection MAC Address", F_MAC }, { "Local IP", F_IP },
	{ "Last Logged In User Account", F_USER }, { "Last User Account Login", F_USER },
	{ "Type", F_CATEGORY }, { "Chassis", F_CATEGORY }, { "Manufacturer", F_MANUFACTURER },
	{ "Model", F_MODEL }, { "Site", F_SITE }, { "Sensor Tags", F_TAGS },
	END,
};
static const struct profile crowdstrike = {
	.id = "crowdstrike", .name = "CrowdStrike Falcon hosts",
	.signatures = SIGNATURES("Host ID+Sensor Version"), .rows = ROW_ASSET, .map = falcon_map,
	.null_words = "Not Found|None", .agent = &falcon,
};

/* fleetdm/fleet: server/fleet/hosts.go */
static const struct foreign_product osquery = {
	"fleet-osquery", "Fleet (osquery)", "fleet", "Fleet Device Management", "monitoring",
};
static const struct field_map fleet_map[] = {
	{ "hostname", F_NAME }, { "computer_name", F_NAME }, { "hardware_serial", F_SERIAL },
	{ "uuid", F_AGENT_ID }, { "osquery_version", F_AGENT_VERSION }, { "status", F_AGENT_STATUS },
	{ "seen_time", F_LAST_SEEN }, { "os_version", F_OS_VERSION }, { "platform", F_OS },
	{ "primary_ip", F_IP }, { "primary_mac", F_MAC }, { "hardware_vendor", F_MANUFACTURER },
	{ "hardware_model", F_MODEL }, { "team_name", F_OWNER }, END,
};
static const struct profile fleet = {
	.id = "fleet", .name = "Fleet hosts", .signatures = SIGNATURES("osquery_version"),
	.rows = ROW_ASSET, .map = fleet_map, .agent = &osquery,
};

/* jamf/mut: The MUT templates */
static const struct field_map jamf_map[] = {
	{ "Computer Serial", F_SERIAL }, { "Mobile Device Serial", F_SERIAL },
	{ "Display Name", F_NAME }, { "Asset Tag", F_TAG }, { "Username", F_USER },
	{ "Real Name", F_USER }, { "Building", F_SITE }, { "Department", F_OWNER }, END,
};
static const struct profile jamf = {
	.id = "jamf", .name = "Jamf computers (MUT)",
	.signatures = SIGNATURES("Computer Serial+AppleCare ID"), .rows = ROW_ASSET,
	.map = jamf_map, .kind = "workstation",
};
static const struct profile jamf_mobile = {
	.id = "jamf-mobile", .name = "Jamf mobile devices (MUT)",
	.signatures = SIGNATURES("Mobile Device Serial+AppleCare ID"), .rows = ROW_ASSET,
	.map = jamf_map, .kind = "mobile",
};

/* Freshservice: ci_export_*.csv (order not known) */
static const struct field_map fresh_map[] = {
	{ "Name", F_NAME }, { "Display Name", F_NAME }, { "Asset Tag", F_TAG },
	{ "Serial Number", F_SERIAL }, { "Asset Type", F_CATEGORY }, { "CI Type", F_CATEGORY },
	{ "Department", F_OWNER }, { "Location", F_SITE }, { "Used by (Name)", F_USER },
	{ "Used By", F_USER }, { "Impact", F_CRITICALITY }, { "Description", F_NOTES },
	{ "Model", F_MODEL }, { "Product", F_MODEL }, { "IP Address", F_IP }, { "OS", F_OS }, END,
};
static const struct profile freshservice = {
	.id = "freshservice", .name = "Freshservice assets",
	.signatures = SIGNATURES("Asset Type+Used by (Name)", "Asset Type+Usage Type+Impact"),
	.rows = ROW_ASSET, .map = fresh_map,
};

const struct profile *const foreign_profiles[] = {
	&snipe_it, &snipe_licences, &snipe_users, &netbox, &ralph, &ralph_office, &konveyor,
	&azure_migrate, &azure_links, &aws, &google, &intune, &entra, &crowdstrike, &fleet, &jamf,
	&jamf_mobile, &freshservice, &ralph_warehouses,
};
const size_t foreign_n_profiles = sizeof(foreign_profiles) / sizeof(foreign_profiles[0]);

const struct profile *foreign_profile_find(const char *id)
{
	for (size_t i = 0; i < foreign_n_profiles; i++)
		if (strcasecmp(foreign_profiles[i]->id, id) == 0)
			return foreign_profiles[i];
	return NULL;
}

static bool header_has(const struct csv_reader *r, const char *name, size_t length)
{
	struct strbuf want = STRBUF_INIT, raw = STRBUF_INIT, have = STRBUF_INIT;
	bool found = false;

	strbuf_add(&raw, name, length);
	foreign_normalise(raw.buf, &want);
	for (size_t i = 0; i < csv_columns(r) && !found; i++) {
		strbuf_reset(&have);
		foreign_normalise(csv_header(r, i), &have);
		found = strcmp(have.buf, want.buf) == 0;
	}
	strbuf_release(&want);
	strbuf_release(&raw);
	strbuf_release(&have);
	return found;
}

static bool signature_fits(const struct csv_reader *r, const char *signature)
{
	while (*signature) {
		size_t n = strcspn(signature, "+");

		if (!header_has(r, signature, n))
			return false;
		signature += n + (signature[n] == '+');
	}
	return true;
}

const struct profile *foreign_profile_recognise(const char *path, const struct csv_reader *r)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;

	for (size_t i = 0; i < foreign_n_profiles; i++) {
		const struct profile *p = foreign_profiles[i];

		if (p->file_hint && strncasecmp(base, p->file_hint, strlen(p->file_hint)) != 0)
			continue;
		for (size_t j = 0; p->signatures[j]; j++)
			if (signature_fits(r, p->signatures[j]))
				return p;
	}
	return NULL;
}
