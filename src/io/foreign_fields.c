/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "io/foreign.h"

#include <string.h>

/* Aliases stand in normalised form (foreign_normalise): folded, without blanks, _ - * ^ and dots. */
const struct field_def foreign_fields[F_N] = {
	[F_NONE] = { "-", V_TEXT, "" },
	[F_ASSET] = { "assets.asset", V_TEXT, "asset|assetkey" },
	[F_NAME] = { "assets.name", V_TEXT,
		     "hostname|fqdn|name|devicename|computername|computer|displayname|servername|"
		     "machinename|vmname|dnsname|assetname|itemname|host|device|nodename|node|"
		     "systemname|netbiosname|endpoint|endpointname" },
	[F_KIND] = { "assets.kind", V_TEXT, "kind|devicetype|assettype|machinetype|formfactor" },
	[F_OS] = { "assets.os", V_TEXT,
		   "os|operatingsystem|osname|oscaption|osplatform|ostype|platform" },
	[F_OS_VERSION] = { "assets.os_version", V_TEXT,
			   "osversion|operatingsystemversion|osrelease" },
	[F_SITE] = { "assets.site", V_TEXT,
		     "site|sitename|location|office|building|datacenter|datacentre|campus" },
	[F_OWNER] = { "assets.owner", V_TEXT,
		      "owner|managedby|assetowner|department|costcenter|tenant|company" },
	[F_SERVICE] = { "assets.business_service", V_TEXT,
			"businessservice|service|application|applications|businessfunction|"
			"function" },
	[F_CRITICALITY] = { "assets.criticality", V_TEXT,
			    "criticality|businesscriticality|importance|impact" },
	[F_ZONE] = { "assets.zone", V_TEXT, "zone|networkzone|networksegment|vlan" },
	[F_ENVIRONMENT] = { "assets.environment", V_TEXT, "environment|env|stage" },
	[F_QUANTITY] = { "assets.quantity", V_TEXT, "quantity|qty" },
	[F_SERIAL] = { "assets.serial", V_ID,
		       "serial|serialnumber|serialno|sn|hardwareserial|computerserial|servicetag|"
		       "biosserial|biosserialnumber|deviceserial|deviceserialnumber" },
	[F_TAG] = { "assets.tag", V_ID,
		    "assettag|tag|inventorynumber|inventoryno|barcode|assetnumber|assetno|"
		    "inventarnummer|otherserial" },
	[F_IP] = { "assets.ip", V_LIST,
		   "ip|ipaddress|ipaddresses|ipv4address|ipv4|primaryip|localip|primaryipaddress|"
		   "lastip|ipaddr" },
	[F_MAC] = { "assets.mac", V_MAC,
		    "mac|macaddress|primarymac|primarymacaddress|ethernetmac|wifimac|macaddr|"
		    "macaddresses" },
	[F_USER] = { "assets.user", V_TEXT,
		     "primaryuserupn|username|lastloggedinuseraccount|usedby(name)|"
		     "checkedoutto:username|upn|user|assignedto|primaryuser|usedby|lastuser|"
		     "lastloggedonuser|lastloginuser" },
	[F_LAST_SEEN] = { "assets.last_seen", V_INSTANT,
			  "lastseen|lastcheckin|lastcontact|seentime|lastinventory|"
			  "approximatelastsignindatetime|lastsync|lastinventorydate|lastcommunication|"
			  "lastonline|lastreported|lastinventoryupdate" },
	[F_TAGS] = { "assets.tags", V_LIST, "tags|labels|hostgroups" },
	[F_NOTES] = { "assets.notes", V_TEXT,
		      "notes|assetnotes|comments|comment|description|remarks" },
	[F_PRODUCTS] = { "assets.products", V_TEXT, "products|securityproducts" },
	[F_MANUFACTURER] = { "manufacturer", V_TEXT,
			     "manufacturer|vendor|make|hardwarevendor|maker|brand" },
	[F_MODEL] = { "model", V_TEXT,
		      "model|modelname|hardwaremodel|devicemodel|modelidentifier" },
	[F_CATEGORY] = { "category", V_TEXT,
			 "category|type|chassis|chassistype|role|devicerole|class|ciclass" },
	[F_SERVICE_ENV] = { "service|environment", V_TEXT, "serviceenv" },
	[F_RACK] = { "rack", V_TEXT, "" },
	[F_AGENT_VERSION] = { "installs.version", V_TEXT, "" },
	[F_AGENT_ID] = { "installs.agent_id", V_ID, "" },
	[F_AGENT_STATUS] = { "installs.agent_status", V_TEXT, "" },
	[F_PROTECTION] = { "installs.uninstall_protection", V_TEXT, "" },
	[F_RECORD_TYPE] = { "record type", V_TEXT, "" },
	[F_LINK_FROM] = { "dependencies.to", V_TEXT, "" },
	[F_LINK_TO] = { "dependencies.from", V_TEXT, "" },
	[F_DIRECTION] = { "direction", V_TEXT, "" },
	[F_ITEM] = { "products.name", V_TEXT, "" },
	[F_VENDOR] = { "products.vendor", V_TEXT, "" },
	[F_LICENCE_KEY] = { "contracts.contract", V_TEXT, "" },
	[F_SEATS] = { "contracts.quantity", V_TEXT, "" },
	[F_COST] = { "contracts.unit_price", V_MONEY, "" },
	[F_CURRENCY] = { "contracts.currency", V_TEXT, "" },
	[F_REFERENCE] = { "contracts.reference", V_TEXT, "" },
	[F_STARTS] = { "contracts.starts", V_DATE, "" },
	[F_ENDS] = { "contracts.ends", V_DATE, "" },
	[F_LICENCE_NOTES] = { "contracts.notes", V_TEXT, "" },
	[F_PERSON] = { "people.person", V_TEXT, "" },
	[F_FIRST_NAME] = { "first name", V_TEXT, "" },
	[F_LAST_NAME] = { "last name", V_TEXT, "" },
	[F_FULL_NAME] = { "people.name", V_TEXT, "" },
	[F_EMAIL] = { "people.email", V_TEXT, "" },
	[F_PHONE] = { "people.phone", V_TEXT, "" },
	[F_PLACE_ID] = { "sites.site", V_TEXT, "" },
	[F_PLACE_NAME] = { "sites.name", V_TEXT, "" },
};

enum field foreign_field_find(const char *name)
{
	enum field found = F_NONE;

	for (int f = F_NONE + 1; f < F_N; f++) {
		const char *dot = strchr(foreign_fields[f].name, '.');

		if (strcmp(foreign_fields[f].name, name) == 0)
			return (enum field)f;
		if (dot && strcmp(dot + 1, name) == 0 && found == F_NONE)
			found = (enum field)f;
	}
	return found;
}
